import { expect, test } from "vitest";
import { refusalOf } from "./refusals.ts";
import { failureOf } from "./run-npm.ts";

const attempt = { name: "@acme/a", registry: "https://registry.example/npm/", what: "publish @acme/a@1.0.0" };
const refuse = (code: string | null, text: string) => refusalOf({ code, text }, attempt);

test.each([
  [null, "You cannot publish over the previously published versions: 1.0.0.", true, "RS_STEP_FAILED", true],
  [
    "E403",
    "403 Forbidden - PUT … - You cannot publish over the previously published versions: 1.0.0.",
    true,
    "RS_STEP_FAILED",
    true,
  ],
  ["EPUBLISHCONFLICT", "cannot publish", true, "RS_STEP_FAILED", true],
  ["E409", "409 Conflict - Failed to save packument.", true, "RS_STEP_FAILED", true],
  ["E409", "409 Conflict - this package is already present", true, "RS_STEP_FAILED", true],
  ["E403", "403 Forbidden - user ana is not allowed to publish package @acme/a", true, "RS_STEP_CREDENTIALS", false],
  [
    "TLOG_CREATE_ENTRY_ERROR",
    "error creating tlog entry - (409) an equivalent entry already exists: TLOG_CREATE_ENTRY_ERROR",
    false,
    "RS_STEP_UNREACHABLE",
    true,
  ],
  ["ENEEDAUTH", "This command requires you to be logged in", false, "RS_STEP_CREDENTIALS", false],
  ["E401", "Unable to authenticate", false, "RS_STEP_CREDENTIALS", false],
  ["E402", "402 Payment Required - You must sign up for private packages", false, "RS_STEP_CREDENTIALS", false],
  ["E404", "404 Not Found - PUT", false, "RS_STEP_CREDENTIALS", false],
  ["EOTP", "This operation requires a one-time password", false, "RS_STEP_CREDENTIALS", false],
  ["E429", "429 Too Many Requests", false, "RS_STEP_UNREACHABLE", true],
  ["E500", "500", false, "RS_STEP_UNREACHABLE", true],
  ["E504", "504 Gateway Timeout", false, "RS_STEP_UNREACHABLE", true],
  ["ECONNRESET", "socket hang up", false, "RS_STEP_UNREACHABLE", true],
  ["ETIMEDOUT", "network", false, "RS_STEP_UNREACHABLE", true],
  ["ENOTFOUND", "getaddrinfo", false, "RS_STEP_UNREACHABLE", true],
  ["EUSAGE", "Automatic provenance generation not supported for provider: null", false, "RS_STEP_FAILED", false],
  ["E400", "400 Bad Request", false, "RS_STEP_FAILED", false],
  [null, "something else", false, "RS_STEP_FAILED", false],
] as const)("%s (%s)", (code, text, taken, errorCode, retryable) => {
  const refusal = refuse(code, text);
  expect(refusal.taken).toBe(taken);
  expect(refusal.error).toMatchObject({ code: errorCode, retryable, message: expect.stringContaining(text) });
});

test.each(["E401", "E402", "E403", "E404", "E429", "E503", "EOTP", "ENEEDAUTH"])(
  "a refusal with %s names the registry and what to do",
  (code) => {
    const { error } = refuse(code, "…");
    expect(error.message).toContain("registry.example");
    expect(error.suggestions.length).toBeGreaterThan(0);
  },
);

test("what npm says is read from its JSON, behind whatever scripts have printed", () => {
  const json = JSON.stringify({ error: { code: "E403", summary: "no", detail: "never" } }, null, 2);
  expect(failureOf(json, "")).toEqual({ code: "E403", text: "no never" });
  expect(failureOf(`building {\n{ x\n${json}\n`, "")).toEqual({ code: "E403", text: "no never" });
  expect(failureOf('{"error": {"summary": "You cannot publish over", "detail": ""}}', "npm error You cannot")).toEqual({
    code: null,
    text: "You cannot publish over",
  });
});

test("or from its lines, and nothing it says is trusted to be in a form", () => {
  expect(
    failureOf(
      "",
      "npm error code E404\nnpm error 404 Not Found\nnpm error A complete log of this run can be found in: /x",
    ),
  ).toEqual({ code: "E404", text: "404 Not Found" });
  expect(failureOf("null", "")).toEqual({ code: null, text: "npm said nothing" });
  expect(failureOf('{"error": {"code": 7, "summary": []}}', "")).toEqual({ code: null, text: "npm said nothing" });
  expect(failureOf('{"error": "text"}', "npm ERR! code E500")).toEqual({ code: "E500", text: "npm said nothing" });
  expect(failureOf("{".repeat(100_000), "x".repeat(100_000)).text.length).toBeLessThan(2100);
});
