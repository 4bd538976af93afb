import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor } from "./redactor.ts";
import { comesToAnEnd } from "../testing/comes-to-an-end.ts";

function knowing(secrets: Readonly<Record<string, string>>) {
  const redactor = createRedactor();
  for (const [name, value] of Object.entries(secrets)) redactor.learn(name, value);
  return redactor.redact;
}

const secret = 'p@ss word/+"%ü';

test.each([
  ["as it is", secret],
  ["in a URL", encodeURIComponent(secret)],
  ["in a URL with small hex digits", encodeURIComponent(secret).toLowerCase().replace("%C3%BC", "%c3%bc")],
  ["in a form", encodeURIComponent(secret).replaceAll("%20", "+")],
  ["in JSON", JSON.stringify(secret).slice(1, -1)],
  ["in base64", Buffer.from(secret).toString("base64")],
  ["in base64 for addresses", Buffer.from(secret).toString("base64url")],
])("masks a secret %s", (_, text) => {
  const shown = knowing({ PASSWORD: secret })(`before ${text} after`);
  expect(shown).toContain("[secret PASSWORD]");
  expect(shown).toMatch(/^before .* after$/);
  expect(shown).not.toContain(text.slice(0, -3));
});

test.each(["", "u", "us", "user:", "long-user-name:"])(
  "masks a secret inside of base64 of something longer, after %j",
  (before) => {
    const token = "npm_abcdefghijklmnop";
    const text = Buffer.from(`${before}${token}:more`).toString("base64");
    const shown = knowing({ TOKEN: token })(`authorization is ${text}`);
    expect(shown).toContain("[secret TOKEN]");
    const left = shown
      .replace("authorization is ", "")
      .split("[secret TOKEN]")
      .map((part) => Buffer.from(part, "base64").toString("latin1"))
      .join("");
    expect(left).not.toMatch(/abcdefgh|ghijklmn|jklmnop/);
  },
);

test("masks the longest, and overlapping secrets as one, so that no end is left over", () => {
  const redact = knowing({ SHORT: "abcd", LONG: "cdefghijklm", WHOLE: "abcdxyz" });
  expect(redact("-abcdxyz-")).toBe("-[secret WHOLE]-");
  expect(redact("-abcdefghijklm-")).toBe("-[secret LONG]-");
  expect(redact("abcd abcd")).toBe("[secret SHORT] [secret SHORT]");
  expect(knowing({ A: "aaaa" })("aaaaaaa!")).toBe("[secret A]!");
});

test("masks the lines of a key and the password of a URL on their own", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END KEY-----";
  expect(knowing({ KEY: key })("it says MIIEvQIBADANBgkqhkiG9w0BAQ.")).toBe("it says [secret KEY].");
  expect(knowing({ SMTP_URL: "smtp://ana:s3cr%40t-word@mail.example:587" })("535 denied: s3cr@t-word")).toBe(
    "535 denied: [secret SMTP_URL]",
  );
});

test.each([
  ["-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nAb==\n-----END KEY-----", ["Ab==", "-----END KEY-----", "MIIEvQIBADANBgkq"]],
  ["a: 1\nSECRETshort\n", ["SECRETshort"]],
])("masks short lines of a secret of several lines: %j", (value, lines) => {
  for (const line of lines) expect(knowing({ KEY: value })(`it says ${line}.`)).toBe("it says [secret KEY].");
  expect(knowing({ KEY: value })("a: 1")).toBe("a: 1");
});

test("masks credentials in addresses although nobody named them", () => {
  const redact = knowing({});
  expect(redact("push https://ana:hunter2@git.example/x.git")).toBe("push https://[secret]@git.example/x.git");
  expect(redact("https://ghp_token@github.com/x")).toBe("https://[secret]@github.com/x");
  expect(redact("postgres://u:p@ss@db/x")).toBe("postgres://[secret]@db/x");
  expect(redact("Authorization: Bearer abc.def")).toBe("Authorization: Bearer [secret]");
  expect(redact("//registry.example/:_authToken=abc")).toBe("//registry.example/:_authToken=[secret]");
  const plain = "ssh://git@github.com/x, git@github.com:x, https://example.com/@acme/a, ana@example.com";
  expect(redact(plain)).toBe(plain);
});

test("leaves no secret of any text around it", () => {
  const piece = fc.string({ minLength: 4, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.array(fc.string()), (secrets, around) => {
      const redact = knowing(Object.fromEntries(secrets.map((value, index) => [`S${index}`, value])));
      const shown = redact(around.join(secrets[0])).replace(/\[secret(?: S\d)?\]/g, "\u0000");
      for (const value of secrets) expect(shown).not.toContain(value);
    }),
  );
});

test.each(["a", "a:", "://", "a://", "a://b", "authorization:", " ", ":_auth", "aaaa"])(
  "comes to an end on a megabyte of %j",
  (piece) => {
    const redact = knowing({ A: "aaaa", B: "aaab" });
    expect(comesToAnEnd(() => void redact(piece.repeat(1_000_000 / piece.length)))).toBe(true);
  },
);
