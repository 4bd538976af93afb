import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld, type JsonObject, type PlanningFacts } from "@relspec/core";
import email from "@relspec/plugin-email";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAttachments } from "../../packages/plugins/email/src/attachments.ts";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { verifyDkim } from "../servers/verify-dkim.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

const closing: (() => Promise<void>)[] = [];
let box: Mailbox;

beforeEach(async () => {
  box = await startMailbox({ user: "releaser", pass: "geheim-und-lang" });
  closing.push(() => box.close());
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly options?: JsonObject;
  readonly facts?: Partial<PlanningFacts>;
  readonly env?: Readonly<Record<string, string>>;
}

async function bench({ options = {}, facts = {}, env = {} }: Given = {}): Promise<Bench> {
  const made = await startBench(email, {
    options: { from: "Acme Releases <releases@acme.dev>", timeout: 2_000, retryDelay: 0, ...options },
    env: { SMTP_URL: box.url, ...env },
    facts,
  });
  closing.push(() => made.close());
  return made;
}

const to = ["ana@example.com"];
const send = async (made: Bench, options: JsonObject) => {
  const { target } = await made.plan("send", { to, subject: "{{name}} {{version}}", text: "Hello", ...options });
  return made.apply("send", target) as Promise<JsonObject>;
};
const parsed = async () => simpleParser(Buffer.from(box.messages()[0]?.source ?? "", "latin1"));

describe("attachments", () => {
  test("come from the project and from what the release made, with their digests on record", async () => {
    const made = await bench();
    await made.write("docs/upgrade to 1.1.0.pdf", "%PDF of a guide");
    await made.write("npm/lib-1.1.0.tgz", "a tarball");
    const { summary, target, tree } = await made.plan("send", {
      to,
      text: "Hello",
      attachments: [
        { path: "docs/upgrade to {{version}}.pdf", name: "Upgrade guide ä.pdf" },
        { artifact: "npm/*.tgz", type: "application/gzip" },
      ],
    });
    expect(summary).toBe('mail "lib 1.1.0 is released" to ana@example.com with docs/upgrade to 1.1.0.pdf, npm/*.tgz');
    expect(tree).toBe(true);
    expect(JSON.stringify(target)).not.toContain(made.root);

    expect(await made.apply("send", target)).toMatchObject({
      attachments: [
        {
          name: "Upgrade guide ä.pdf",
          size: 15,
          digest: `sha256:${createHash("sha256").update("%PDF of a guide").digest("hex")}`,
        },
        { name: "lib-1.1.0.tgz", size: 9 },
      ],
    });
    const { attachments } = await parsed();
    expect(
      attachments.map(({ filename, contentType, content }) => [filename, contentType, content.toString()]),
    ).toEqual([
      ["Upgrade guide ä.pdf", "application/pdf", "%PDF of a guide"],
      ["lib-1.1.0.tgz", "application/gzip", "a tarball"],
    ]);
  });

  test("a mail without files of the project runs wherever the release goes on", async () => {
    expect((await (await bench()).plan("send", { to, text: "x" })).tree).toBe(false);
  });

  test("no path leads out of the project, not by a link either", async () => {
    const made = await bench();
    await mkdir(join(made.root, "sub"));
    await symlink("/etc/hostname", join(made.root, "sub/link.txt"));
    for (const path of ["../secret", "/etc/passwd", "sub/../../x", "C:\\x"]) {
      const planning = made.plan("send", { to, text: "x", attachments: [{ path }] });
      await expect(planning).rejects.toMatchObject({ code: "RS_STEP_PATH" });
    }
    await expect(send(made, { attachments: [{ path: "sub/link.txt" }] })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("No file matches sub/link.txt"),
    });
    expect(box.messages()).toHaveLength(0);
  });

  test("an artifact is among the artifacts, whatever a target from elsewhere says", async () => {
    const made = await bench();
    await made.write(".relspec/artifacts/lib/npm/a.txt", "x");
    await made.write("secret.txt", "x");
    const { files } = createWorld({ root: made.root, env: {} });
    const read = (path: string) =>
      readAttachments([{ from: "artifacts", path, name: null, type: null }], {
        files,
        root: made.root,
        artifacts: join(made.root, ".relspec/artifacts/lib"),
      });
    expect(await read("npm/*.txt")).toMatchObject([{ name: "a.txt" }]);
    for (const path of ["../../../secret.txt", "npm/../../../../secret.txt", "..\\..\\..\\secret.txt", "/secret.txt"]) {
      await expect(read(path)).rejects.toMatchObject({
        message: expect.stringContaining("among the release's artifacts"),
      });
    }
  });

  test("both a path and an artifact, or neither, is refused; so is a file that is not there, and one that is too large", async () => {
    const made = await bench();
    for (const attachment of [{}, { path: "a", artifact: "b" }]) {
      await expect(made.plan("send", { to, text: "x", attachments: [attachment] })).rejects.toMatchObject({
        code: "RS_SPEC_INVALID",
        message: expect.stringContaining("either a `path` or an `artifact`"),
      });
    }
    await expect(send(made, { attachments: [{ path: "docs/none.pdf" }] })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("No file matches docs/none.pdf"),
    });
    await writeFile(join(made.root, "big.bin"), Buffer.alloc(25 * 1024 ** 2 + 1));
    await expect(send(made, { attachments: [{ path: "big.bin" }] })).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("larger than the 25 MiB that mail servers take"),
    });
    expect(box.connections()).toBe(0);
  });

  test("a name with a line end, a quote or a path in it is a name", async () => {
    const made = await bench();
    await made.write("a.txt", "x");
    await send(made, { attachments: [{ path: "a.txt", name: '../../etc/"x"\r\nBcc: evil@example.com' }] });
    expect(box.messages()[0]?.headers["bcc"]).toBeUndefined();
    expect(box.messages()[0]?.recipients).toEqual(to);
    expect((await parsed()).attachments[0]?.filename).not.toMatch(/[\r\n]/);
  });
});

describe("styles", () => {
  const page = `<html><head><style>
    p.note { color: red; margin: 0 } a:hover { color: blue } @media (prefers-color-scheme: dark) { p { color: white } }
    </style><link rel="stylesheet" href="https://evil.example/x.css"><link rel="stylesheet" href="/etc/passwd"></head>
    <body><p class="note">{{notes}}</p></body></html>`;

  test("go into the elements they are for; what cannot stays, and nothing is loaded", async () => {
    const made = await bench({ facts: { notes: "<style>p{display:none}</style> & more" } });
    await made.write("mail.html", page);
    const { target } = await made.plan("send", { to, template: "mail.html" });
    const html = String(target["html"]);
    expect(html).toMatch(/<p class="note" style="color: red;\s*margin: 0;?">/);
    expect(html).toContain("a:hover");
    expect(html).toContain("prefers-color-scheme");
    expect(html).not.toContain("p.note");
    expect(html).not.toMatch(/<link|evil\.example|root:/);
    // Text of a commit is text: it is no style sheet.
    expect(html).toContain("&lt;style&gt;p{display:none}&lt;/style&gt; &amp; more");
  });

  test("stay where the spec says so, and a mail without any is left as it is", async () => {
    const made = await bench({ options: { inlineStyles: false } });
    await made.write("mail.html", page);
    expect((await made.plan("send", { to, template: "mail.html" })).target["html"]).toContain("p.note {");
    const html = '<p style="color:red">a</p><br/>';
    expect((await (await bench()).plan("send", { to, html })).target["html"]).toBe(html);
  });

  test("a style sheet without end, or a megabyte of them, comes to an end", async () => {
    const made = await bench();
    const html = `<style>${"p > ".repeat(5_000)} { color: red } ${"a{b:c}".repeat(100_000)}</style><p>x</p><style>p{`;
    expect((await made.plan("send", { to, html })).target["html"]).toContain("<p");
  });
});

describe("unsubscribing", () => {
  const unsubscribe = {
    url: "https://acme.dev/leave?list={{audience}}&who={{address}}",
    mail: "leave@acme.dev",
    oneClick: true,
  };

  test("is offered to the reader of a mail to an audience, in the headers and to templates", async () => {
    const made = await bench({ options: { recipients: "each", unsubscribe } });
    await made.write("mail.txt", "{{name}}: {{unsubscribe}}");
    await send(made, {
      to: ["Ana <ana+x&y@example.com>"],
      audience: "cli ents",
      template: "mail.txt",
      text: undefined as never,
    });
    const [got] = box.messages();
    const url = "https://acme.dev/leave?list=cli%20ents&who=ana%2Bx%26y%40example.com";
    expect(got?.headers["list-unsubscribe"]).toBe(`<${url}>, <mailto:leave@acme.dev?subject=unsubscribe>`);
    expect(got?.headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    expect(got?.text.trim()).toBe(`lib: ${url}`);
  });

  test("is not offered in a mail of a step of its own", async () => {
    await send(await bench({ options: { unsubscribe: { mail: "leave@acme.dev" } } }), {});
    expect(box.messages()[0]?.headers["list-unsubscribe"]).toBeUndefined();
  });

  test.each([
    [{ oneClick: true, mail: "leave@acme.dev" }, "needs an `unsubscribe.url`"],
    [{ url: "https://acme.dev/{{address}}" }, "this mail is for several readers"],
    [{ mail: "a@b.c, d@e.f" }, "is not a mail address"],
    [{ url: "https://acme.dev/{{none}}" }, 'no value "none"'],
    [{ url: "https://" }, "is not an address where a reader can unsubscribe"],
  ])("%j is refused while planning", async (given, saying) => {
    const made = await bench({ options: { unsubscribe: given } });
    const planning = made.plan("send", { to: ["a@example.com", "b@example.com"], audience: "clients", text: "x" });
    await expect(planning).rejects.toMatchObject({ message: expect.stringContaining(saying) });
  });

  test("a target from elsewhere adds no header", async () => {
    const made = await bench();
    const { target } = await made.plan("send", { to, text: "x" });
    for (const way of ["https://acme.dev/\r\nBcc: evil@example.com", "javascript:alert(1)", "https://a.dev/> <b"]) {
      const applied = made.apply("send", { ...target, unsubscribe: { ways: [way], oneClick: false } });
      await applied.catch(() => undefined);
    }
    expect(box.messages().map(({ headers }) => headers["bcc"])).not.toContain("evil@example.com");
    expect(box.messages().every(({ headers }) => !/[<>]{2}|javascript/.test(headers["list-unsubscribe"] ?? ""))).toBe(
      true,
    );
  });
});

describe("DKIM", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const dkim = { domain: "acme.dev", selector: "releases", key: "{{secrets.DKIM_KEY}}" };

  test.each([
    ["as it is", privateKey],
    ["with its line ends written as \\n, as many CI systems keep it", privateKey.replaceAll("\n", "\\n")],
  ])("a key %s signs what a receiver verifies, the way to unsubscribe included", async (_, key) => {
    const options = { dkim, unsubscribe: { url: "https://acme.dev/leave", oneClick: true } };
    const made = await bench({ options, env: { DKIM_KEY: key } });
    await send(made, { audience: "clients", html: "<p>Grüße</p>", text: `.\r\n..\r\n${"lang ".repeat(300)}` });
    const { source } = box.messages()[0] ?? { source: "" };
    const seen = verifyDkim(source, publicKey);
    expect(seen).toMatchObject({ valid: true, bodyUntouched: true, tags: { d: "acme.dev", s: "releases" } });
    expect(seen.tags["h"]).toMatch(/List-Unsubscribe-Post/i);
    expect(verifyDkim(source.replace("acme.dev/leave", "evil.dev/leave"), publicKey).valid).toBe(false);
    expect(verifyDkim(source.replace("lang ", "lang! "), publicKey).bodyUntouched).toBe(false);
    expect(made.action("send").secrets).toEqual(["SMTP_URL", "DKIM_KEY"]);
  });

  test.each([
    ["what is no key", "something else, and quite long, that is no key at all, whatever it is", "cannot be read"],
    [
      "an Ed25519 key",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "is of the kind ed25519",
    ],
    [
      "a short key",
      generateKeyPairSync("rsa", { modulusLength: 512 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "has only 512 bits",
    ],
  ])("%s is refused before the mail server is asked, and not shown", async (_, key, saying) => {
    const error = await send(await bench({ options: { dkim }, env: { DKIM_KEY: key } }), {}).catch((each) => each);
    expect(error).toMatchObject({ code: "RS_STEP_CREDENTIALS", message: expect.stringContaining(saying) });
    expect(JSON.stringify(error) + error.message).not.toContain(key.slice(-60, -30) || key);
    expect(box.connections()).toBe(0);
  });

  test("a key in the spec is refused", async () => {
    await expect(bench({ options: { dkim: { ...dkim, key: privateKey } } })).rejects.toThrow();
  });
});

describe("recipients", () => {
  test("who is not taken just now is asked for again, alone, and whoever has the mail does not get it twice", async () => {
    box.refuse("to", 451, { recipient: "ben@example.com", text: "come back later", times: 1 });
    box.refuse("to", 550, { recipient: "eva@example.com", text: "no such user" });
    const made = await bench();
    expect(await send(made, { to: ["ana@example.com", "ben@example.com", "eva@example.com"] })).toMatchObject({
      accepted: ["ana@example.com", "ben@example.com"],
      rejected: [{ address: "eva@example.com", code: 550, reply: "550 no such user" }],
    });
    expect(box.messages().map(({ recipients }) => recipients)).toEqual([["ana@example.com"], ["ben@example.com"]]);
    expect(made.log).toEqual([
      "The mail server does not take the mail for ben@example.com just now: trying again.",
      "The mail server did not take the mail for eva@example.com: 550 no such user",
    ]);
  });

  test("who is never taken is named at the end", async () => {
    box.refuse("to", 451, { recipient: "ben@example.com", text: "come back later" });
    expect(await send(await bench(), { to: ["ana@example.com", "ben@example.com"] })).toMatchObject({
      accepted: ["ana@example.com"],
      rejected: [{ address: "ben@example.com", code: 451, reply: "451 come back later" }],
    });
    expect(box.messages()).toHaveLength(1);
  });

  test.each([
    ["refuses the login", () => box.refuse("auth", 535), 0],
    ["breaks off", () => box.drop("from"), 0],
    ["takes the mail and does not say so", () => box.drop("end", { keep: true }), 1],
    ["refuses what it was sent", () => box.refuse("end", 554, { text: "spam" }), 0],
  ] as const)("a second round in which the server %s changes nothing for who has the mail", async (_, fault, more) => {
    box.refuse("to", 451, { recipient: "ben@example.com", times: 1 });
    const made = await bench();
    const { target } = await made.plan("send", { to: ["ana@example.com", "ben@example.com"], text: "x" });
    const done = made.apply("send", target);
    await expect.poll(() => box.messages().length).toBe(1);
    fault();
    expect(await done).toMatchObject({ accepted: ["ana@example.com"], rejected: [{ address: "ben@example.com" }] });
    expect(box.messages()).toHaveLength(1 + more);
  });

  test("an audience gets one mail, one that names nobody, or one each", async () => {
    const announcers = (recipients: "together" | "hidden" | "each") =>
      email.setup({
        from: "a@example.com",
        smtp: "{{secrets.SMTP_URL}}",
        tls: "required",
        timeout: 1,
        recipients,
        inlineStyles: true,
        retryDelay: 0,
      }).announcers?.["email"];
    const message = { audience: "clients", moment: "live", to: ["a@example.com"] } as never;
    expect(announcers("together")).toMatchObject({ each: false });
    expect(announcers("each")).toMatchObject({ each: true });
    expect(announcers("hidden")?.message(message)).toMatchObject({ bcc: ["a@example.com"] });
    await send(await bench(), { to: [], bcc: ["a@example.com", "b@example.com"] });
    expect(box.messages()[0]?.source).not.toMatch(/[ab]@example\.com/);
    expect(box.messages()[0]?.recipients).toHaveLength(2);
  });
});
