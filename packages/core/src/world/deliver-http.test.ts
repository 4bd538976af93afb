import { describe, expect, test } from "vitest";
import { RelspecError } from "../errors/relspec-error.ts";
import type { HttpAnswer } from "../plugin/context.ts";
import { deliverHttp } from "./deliver-http.ts";
import { retryAfter } from "./retry-after.ts";

const now = () => new Date("2026-01-01T00:00:00Z");
const answer = (given: Partial<HttpAnswer>): HttpAnswer => ({ status: 200, headers: {}, body: "", ...given });

function deliver(outcome: HttpAnswer | Error, repeatable: boolean, signal = new AbortController().signal) {
  const asked: unknown[] = [];
  const send = async (_url: string, request: unknown) => {
    asked.push(request);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const http = { send, get: async () => answer({}) };
  const delivery = { who: "the bell", what: "ring", repeatable, accepted: [200, 202] };
  return { asked, result: deliverHttp({ http, signal, now }, "https://bell.local/x", { body: "{}" }, delivery) };
}
const unreachable = (reason: string) =>
  new RelspecError("RS_STEP_UNREACHABLE", { details: { reason }, retryable: true });

describe("deliverHttp", () => {
  test("posts without following anybody, and takes the statuses it was told to", async () => {
    const { asked, result } = deliver(answer({ status: 202 }), false);
    expect((await result).status).toBe(202);
    expect(asked).toEqual([expect.objectContaining({ method: "POST", follow: false, body: "{}" })]);
    await expect(deliver(answer({ status: 204 }), false).result).rejects.toMatchObject({ code: "RS_STEP_FAILED" });
  });

  test.each([
    ["ECONNREFUSED", "RS_STEP_UNREACHABLE"],
    ["ENOTFOUND", "RS_STEP_UNREACHABLE"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "RS_STEP_UNREACHABLE"],
    ["ECONNRESET", "RS_STEP_UNKNOWN"],
    ["UND_ERR_SOCKET", "RS_STEP_UNKNOWN"],
  ])("after %s what cannot be repeated is %s; what can, is tried again", async (reason, code) => {
    await expect(deliver(unreachable(reason), false).result).rejects.toMatchObject({ code });
    await expect(deliver(unreachable(reason), true).result).rejects.toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
    });
  });

  test.each([
    [429, "RS_STEP_UNREACHABLE", "RS_STEP_UNREACHABLE"],
    [503, "RS_STEP_UNREACHABLE", "RS_STEP_UNREACHABLE"],
    [500, "RS_STEP_UNKNOWN", "RS_STEP_UNREACHABLE"],
    [502, "RS_STEP_UNKNOWN", "RS_STEP_UNREACHABLE"],
    [401, "RS_STEP_CREDENTIALS", "RS_STEP_CREDENTIALS"],
    [400, "RS_STEP_FAILED", "RS_STEP_FAILED"],
    [307, "RS_STEP_FAILED", "RS_STEP_FAILED"],
  ])("%i is %s once, and %s where it may be repeated", async (status, once, repeated) => {
    await expect(deliver(answer({ status }), false).result).rejects.toMatchObject({ code: once });
    await expect(deliver(answer({ status }), true).result).rejects.toMatchObject({ code: repeated });
  });

  test("says what the other side said, on one plain line, and where it sends on to by its host alone", async () => {
    const headers = { "content-type": "application/json", "retry-after": "7" };
    const body = `{"error":"\u001b[31mslow\r\ndown${"!".repeat(10_000)}"}`;
    const error: RelspecError = await deliver(answer({ status: 429, headers, body }), false).result.catch((e) => e);
    expect(error).toMatchObject({ retryable: true, retryAfter: 7_000 });
    expect(error.message).toMatch(/^the bell is asked too often \(429: \{"error":"slow down!+…\)\.$/);
    expect(error.message.length).toBeLessThan(400);
    const location = { location: "https://evil.example/x?secret=1" };
    const sentOn: RelspecError = await deliver(answer({ status: 307, headers: location }), true).result.catch((e) => e);
    expect(sentOn.message).toContain("evil.example (307)");
    expect(sentOn.message).not.toContain("secret");
  });

  test("an answer that is too long may have been a yes", async () => {
    const long = new RelspecError("RS_STEP_FAILED", { details: { limit: 5 } });
    await expect(deliver(long, false).result).rejects.toMatchObject({ code: "RS_STEP_UNKNOWN" });
    await expect(deliver(long, true).result).rejects.toMatchObject({ code: "RS_STEP_FAILED" });
  });
});

describe("retryAfter", () => {
  test("how long to wait is read from seconds and dates, within reason", () => {
    expect(retryAfter({ "retry-after": "5" }, now())).toBe(5_000);
    expect(retryAfter({ "retry-after": "Thu, 01 Jan 2026 00:00:10 GMT" }, now())).toBe(10_000);
    expect(retryAfter({ "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, now())).toBe(0);
    expect(retryAfter({ "retry-after": "999999999" }, now())).toBe(3_600_000);
    expect(retryAfter({ "retry-after": "soon" }, now())).toBeUndefined();
    expect(retryAfter({ "ratelimit-reset": "1767225610" }, now())).toBe(10_000);
    expect(retryAfter({ "ratelimit-reset": "30" }, now())).toBe(30_000);
    expect(retryAfter({ "ratelimit-reset": "never" }, now())).toBeUndefined();
    expect(retryAfter({}, now())).toBeUndefined();
  });
});
