import { isRelspecError } from "@relspec/core";
import { expect, test } from "vitest";
import { refusalOf, refusals } from "./refusals.ts";

const attempt = { registry: "registry.acme.dev", image: "registry.acme.dev/payments", what: "take payments:1.2.3" };
const answer = (status: number, code = "", message = "", headers = {}) => ({
  status,
  headers,
  body: JSON.stringify({ errors: [{ code, message }] }),
});

test.each([
  [
    400,
    "TAG_INVALID",
    "The image tag '1.2.3' already exists and cannot be overwritten because it is immutable.",
    "RS_PLAN_CONFLICT",
  ],
  [412, "PRECONDITION", "configured as immutable", "RS_PLAN_CONFLICT"],
  [401, "UNAUTHORIZED", "authentication required", "RS_STEP_CREDENTIALS"],
  [403, "DENIED", "requested access is denied", "RS_STEP_CREDENTIALS"],
  [413, "", "", "RS_STEP_FAILED"],
  [429, "TOOMANYREQUESTS", "", "RS_STEP_UNREACHABLE"],
  [503, "", "", "RS_STEP_UNREACHABLE"],
  [404, "NAME_UNKNOWN", "", "RS_STEP_FAILED"],
  [404, "BLOB_UPLOAD_UNKNOWN", "", "RS_STEP_UNREACHABLE"],
  [400, "MANIFEST_INVALID", "", "RS_STEP_FAILED"],
  [405, "UNSUPPORTED", "", "RS_STEP_FAILED"],
  [418, "", "", "RS_STEP_FAILED"],
] as const)("%s %s %s is %s", (status, code, message, expected) => {
  const error = refusalOf(answer(status, code, message), attempt);
  expect(error.code).toBe(expected);
  expect(error.message).toContain(String(status));
  expect(error.retryable).toBe(expected === "RS_STEP_UNREACHABLE");
});

test("waits as long as it is asked to, an hour at the most", () => {
  expect(refusalOf(answer(429, "", "", { "retry-after": "7" }), attempt).retryAfter).toBe(7000);
  expect(refusalOf(answer(429, "", "", { "retry-after": "999999" }), attempt).retryAfter).toBe(3_600_000);
});

test("what a registry says cannot steer a terminal, nor fill it", () => {
  const error = refusalOf(answer(418, "X", `\u001b[31m${"y".repeat(100_000)}`), attempt);
  expect(isRelspecError(error)).toBe(true);
  expect(error.message).not.toContain("\u001b");
  expect(error.message.length).toBeLessThan(1000);
});

test("every row says what to read", () => {
  for (const row of refusals) expect(row.message(attempt)).toContain("registry.acme.dev");
});
