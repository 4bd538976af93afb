import { createHmac, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject, PlanningFacts } from "@relspec/core";
import { change, planningFacts } from "@relspec/core/testing";
import webhook from "@relspec/plugin-webhook";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../servers/receiver.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

const secret = `whsec_${randomBytes(32).toString("base64")}`;
const closing: (() => Promise<void>)[] = [];
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  closing.push(() => receiver.close());
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly endpoint?: JsonObject;
  readonly options?: JsonObject;
  readonly env?: Record<string, string>;
  readonly facts?: Partial<PlanningFacts>;
}

async function bench({ endpoint = {}, options = {}, env = {}, facts = {} }: Given = {}): Promise<Bench> {
  const made = await startBench(webhook, {
    options: {
      endpoints: { ci: { url: "{{secrets.HOOK_URL}}", secrets: ["{{secrets.HOOK_SECRET}}"], ...endpoint } },
      timeout: 300,
      ...options,
    },
    env: { HOOK_URL: `${receiver.url}/hooks/T0KEN?x=1`, HOOK_SECRET: secret, ...env },
    facts,
  });
  closing.push(() => made.close());
  return made;
}
const send = async (made: Bench, given: JsonObject = {}) =>
  made.apply("send", (await made.plan("send", { to: "ci", ...given })).target);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error & { code: string; suggestions: readonly string[] },
  );

/** The receiver's side of Standard Webhooks, written from its text. */
function verify({ headers, body }: Receiver["received"][number], key: string): boolean {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const mac = createHmac("sha256", Buffer.from(key.replace("whsec_", ""), "base64"))
    .update(signed)
    .digest("base64");
  return headers["webhook-signature"]?.split(" ").includes(`v1,${mac}`) ?? false;
}

describe("webhook/send", () => {
  test("sends a CloudEvent as one document, signed, with an id that is the step's", async () => {
    const made = await bench();
    const result = await send(made);
    await send(made);
    const [first, second] = receiver.received;
    expect(first).toMatchObject({ method: "POST", url: "/hooks/T0KEN?x=1" });
    expect(first?.headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
    const id = first?.headers["webhook-id"];
    expect(result).toEqual({ id, status: 200 });
    expect(JSON.parse(first?.body ?? "")).toEqual({
      specversion: "1.0",
      id,
      source: "https://example.com/acme/lib",
      type: "relspec.release.live",
      subject: "1.1.0",
      datacontenttype: "application/json",
      data: {
        moment: "live",
        headline: "lib 1.1.0 is released",
        audience: "",
        release: { name: "lib", version: "1.1.0", previous: "1.0.0", channel: null, type: "release" },
        commit: planningFacts().base.commit,
        url: "https://example.com/acme/lib",
        packages: [{ name: "lib", from: "1.0.0", to: "1.1.0" }],
        changes: { count: 1, breaking: 0 },
        notes: planningFacts().notes,
        notesCut: false,
      },
    });
    expect(verify(first!, secret)).toBe(true);
    expect(verify({ ...first!, body: `${first!.body} ` }, secret)).toBe(false);
    // Tried again it is the same event to the byte, at another time.
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["idempotency-key"]).toBe(id);
    expect(Math.abs(Number(first?.headers["webhook-timestamp"]) * 1000 - Date.now())).toBeLessThan(60_000);
  });

  test("in binary mode the attributes are headers, percent-encoded, and the body is the data", async () => {
    const release = { ...planningFacts().release, version: '1.1.0-é "x"%' };
    await send(await bench({ endpoint: { mode: "binary" }, options: { source: "/a b" }, facts: { release } }));
    const [got] = receiver.received;
    expect(got?.headers).toMatchObject({
      "content-type": "application/json",
      "ce-specversion": "1.0",
      "ce-type": "relspec.release.live",
      "ce-source": "/a%20b",
      "ce-subject": "1.1.0-%C3%A9%20%22x%22%25",
      "ce-id": got?.headers["webhook-id"],
    });
    expect(JSON.parse(got?.body ?? "")).toMatchObject({ moment: "live", release: { name: "lib" } });
    expect(verify(got!, secret)).toBe(true);
  });

  test("a raw body is the template's, and values in JSON stay values", async () => {
    const facts = { changes: [change({ subject: 'a "quoted"\n</script> {{secrets.HOOK_URL}} \u001b' })] };
    const made = await bench({ endpoint: { mode: "raw", method: "PUT", expect: [202] }, facts });
    await writeFile(join(made.root, "own.json.hbs"), '{"text":{{json changes.[0].subject}},"v":{{json version}} }');
    receiver.answer({ status: 202 });
    await send(made, { template: "own.json.hbs" });
    const [got] = receiver.received;
    expect(got?.method).toBe("PUT");
    expect(JSON.parse(got?.body ?? "")).toEqual({
      text: 'a "quoted"\n</script> {{secrets.HOOK_URL}} \u001b',
      v: "1.1.0",
    });
    expect(got?.body).not.toContain("T0KEN");
    expect(Object.keys(got?.headers ?? {}).filter((name) => name.startsWith("ce-"))).toEqual([]);

    await writeFile(join(made.root, "bad.json"), '{"text":"{{changes.[0].subject}}"}');
    expect(await failure(made.plan("send", { to: "ci", template: "bad.json" }))).toMatchObject({
      code: "RS_SPEC_TEMPLATE",
      suggestions: [expect.stringContaining("{{json NAME}}")],
    });
    expect(await failure(made.plan("send", { to: "ci" }))).toMatchObject({ code: "RS_SPEC_INVALID" });
  });

  test("while a secret is changed both sign, and a plain one is as good", async () => {
    const env = { OLD: "a plain secret of 30 letters", NEW: secret };
    await send(await bench({ endpoint: { secrets: ["{{secrets.NEW}}", "{{secrets.OLD}}"] }, env }));
    const [got] = receiver.received;
    expect(got?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    expect(verify(got!, secret)).toBe(true);
    expect(verify(got!, `whsec_${Buffer.from(env.OLD).toString("base64")}`)).toBe(true);
  });

  test("has further headers, and no secret in target, result or words", async () => {
    const made = await bench({
      endpoint: { headers: { Authorization: "Bearer {{secrets.TOKEN}}" } },
      env: { TOKEN: "a-token-for-tests" },
    });
    const { target, summary } = await made.plan("send", { to: "ci" });
    expect(JSON.stringify(target) + summary).not.toMatch(/T0KEN|127\.0\.0\.1/);
    const result = await made.apply("send", target);
    expect(receiver.received[0]?.headers["authorization"]).toBe("Bearer a-token-for-tests");
    expect(JSON.stringify(result)).not.toMatch(/T0KEN|a-token/);
  });
});

describe("when the receiver does not play along", () => {
  test.each([
    [400, "RS_STEP_FAILED", false],
    [401, "RS_STEP_CREDENTIALS", false],
    [404, "RS_STEP_FAILED", false],
    [413, "RS_STEP_FAILED", false],
    [429, "RS_STEP_UNREACHABLE", true],
    [500, "RS_STEP_UNKNOWN", true],
    [503, "RS_STEP_UNREACHABLE", true],
  ] as const)("answers %i: %s, tried again: %s", async (status, code, retryable) => {
    receiver.answer({
      status,
      headers: { "content-type": "text/plain", "retry-after": "9" },
      body: "because \u001b[1m",
    });
    const error = await failure(send(await bench()));
    expect(error).toMatchObject({ code, retryable, ...(code === "RS_STEP_UNREACHABLE" && { retryAfter: 9_000 }) });
    expect(error?.message).toContain(`"ci"`);
    expect(error?.message).toContain("because");
    expect(error?.message).not.toMatch(/T0KEN|\u001b/);
  });

  test.each(["deaf", "gone", "half", "huge", "early"] as const)(
    "is %s: nobody can tell, and where events are known by their id it is simply tried again",
    async (fault) => {
      receiver.fail(fault);
      expect(await failure(send(await bench()))).toMatchObject({ code: "RS_STEP_UNKNOWN" });
      const again = await bench({ options: { deduplicates: true } });
      expect(again.action("send").effect).toBe("B");
      expect(await failure(send(again))).toMatchObject(
        fault === "huge" ? { code: "RS_STEP_FAILED" } : { code: "RS_STEP_UNREACHABLE", retryable: true },
      );
    },
  );

  test("sends on to elsewhere: nothing follows, neither the event nor its signature", async () => {
    const other = await startReceiver();
    closing.push(() => other.close());
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.behave();
      receiver.answer({ status, headers: { location: `${other.url}/stolen` } });
      expect(await failure(send(await bench()))).toMatchObject({
        code: "RS_STEP_FAILED",
        message: expect.stringContaining(`127.0.0.1:${other.port}`),
      });
    }
    expect(other.received).toEqual([]);
  });

  test("is not there: certainly not sent, tried again", async () => {
    const gone = await startReceiver();
    await gone.close();
    for (const url of [gone.url, "https://no-such-host.invalid/x"])
      expect(await failure(send(await bench({ env: { HOOK_URL: url } })))).toMatchObject({
        code: "RS_STEP_UNREACHABLE",
        retryable: true,
      });
  });

  test.each([
    "ftp://127.0.0.1/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "127.0.0.1",
    "http://hooks.example.com/x",
  ])("%s is no address to send to, and is not shown", async (url) => {
    const error = await failure(send(await bench({ env: { HOOK_URL: url } })));
    expect(error).toMatchObject({ code: "RS_SPEC_INVALID" });
    expect(error?.message).not.toContain(url);
    await expect((await bench({ endpoint: { url } })).plan("send", { to: "ci" })).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
    });
  });

  test.each([
    { "x-y": "a\r\nx-evil: 1" },
    { "bad name": "x" },
    { "Webhook-Id": "mine" },
    { "content-length": "1" },
    { host: "evil" },
  ])("the headers %j are refused", async (headers) => {
    expect(await failure(send(await bench({ endpoint: { headers } })))).toMatchObject({ code: "RS_SPEC_INVALID" });
    expect(receiver.received).toEqual([]);
  });

  test.each(["short", "whsec_", "whsec_!!!", "whsec_QUJD"])("%j does not sign", async (weak) => {
    const error = await failure(send(await bench({ env: { HOOK_SECRET: weak } })));
    expect(error?.code).toBe("RS_RUN_SECRET");
    expect(receiver.received).toEqual([]);
  });

  test("an endpoint that is not there is named, with those that are", async () => {
    for (const to of ["cd", "__proto__", "constructor", ""])
      expect(await failure((await bench()).plan("send", { to }))).toMatchObject({
        code: "RS_SPEC_INVALID",
        suggestions: ["Name one of: ci."],
      });
  });
});

describe("webhook/ci", () => {
  test("proves that it answers, and sends nothing", async () => {
    expect(await (await bench()).examine("webhook/ci")).toMatchObject({ verdict: "ok" });
    expect(receiver.received).toEqual([]);
  });

  test("says what is wrong, and how to mend it", async () => {
    receiver.answer({ status: 404 }, 1);
    expect(await (await bench()).examine("webhook/ci")).toMatchObject({ verdict: "warning" });
    expect(await (await bench({ env: { HOOK_URL: "" } })).examine("webhook/ci")).toMatchObject({
      verdict: "failed",
      fix: ["Set the environment variable HOOK_URL."],
    });
    expect(await (await bench({ env: { HOOK_SECRET: "short-one" } })).examine("webhook/ci")).toMatchObject({
      verdict: "failed",
      fix: [expect.stringContaining("openssl")],
    });
    expect(await (await bench({ env: { HOOK_URL: "http://127.0.0.1:1" } })).examine("webhook/ci")).toMatchObject({
      verdict: "failed",
    });
  });
});
