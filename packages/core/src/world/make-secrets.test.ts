import { expect, test } from "vitest";
import { makeSecrets } from "./make-secrets.ts";
import { createRedactor } from "./redactor.ts";

function secretsIn(env: Readonly<Record<string, string | undefined>>) {
  const redactor = createRedactor();
  return { ...makeSecrets(env, redactor), redact: redactor.redact };
}

test("reads a secret and teaches the redactor at the same time", () => {
  const { read, redact } = secretsIn({ NPM_TOKEN: "npm_abc123" });
  expect(read("NPM_TOKEN")).toBe("npm_abc123");
  expect(redact("npm_abc123")).toBe("[secret NPM_TOKEN]");
});

test("a secret that was only looked for is masked as well", () => {
  const { has, redact } = secretsIn({ NPM_TOKEN: "npm_abc123" });
  expect([has("NPM_TOKEN"), has("OTHER")]).toEqual([true, false]);
  expect(redact("npm_abc123")).toBe("[secret NPM_TOKEN]");
});

test.each([
  ["missing", undefined, "The secret TOKEN is not in the environment."],
  ["empty", "", "The secret TOKEN is not in the environment."],
  [
    "too short to be masked",
    "xyz",
    "The secret TOKEN is shorter than 4 characters, so it could not be kept out of logs without hiding everything else.",
  ],
])("refuses one that is %s, says which, and does not show it", (_, value, message) => {
  expect(() => secretsIn({ TOKEN: value }).read("TOKEN")).toThrow(
    expect.objectContaining({ code: "RS_RUN_SECRET", message }),
  );
});

test("what every object has is not a secret", () => {
  expect(secretsIn({}).has("constructor")).toBe(false);
  expect(() => secretsIn({}).read("__proto__")).toThrow(expect.objectContaining({ code: "RS_RUN_SECRET" }));
});

test("fills in templates without reading the value as a pattern or a template", () => {
  const { fill } = secretsIn({ A: "$& $1 {{secrets.B}}", B: "never" });
  expect(fill("x {{secrets.A}} {{ secrets.A }} {{other}}")).toBe("x $& $1 {{secrets.B}} $& $1 {{secrets.B}} {{other}}");
  expect(() => fill("{{secrets.NONE}}")).toThrow(expect.objectContaining({ code: "RS_RUN_SECRET" }));
});
