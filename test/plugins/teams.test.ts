import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { JsonObject, PlanningFacts } from "@relspec/core";
import { change, plannedPackage } from "@relspec/core/testing";
import teams from "@relspec/plugin-teams";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../servers/receiver.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

// The package's entry for modules does not load in Node.
const { AdaptiveCard, SerializationContext } = createRequire(import.meta.url)(
  "adaptivecards/dist/adaptivecards.js",
) as typeof import("adaptivecards");

const closing: (() => Promise<void>)[] = [];
let hook: Receiver;
beforeEach(async () => {
  hook = await startReceiver(() => ({ status: 202 }));
  closing.push(() => hook.close());
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly options?: JsonObject;
  readonly env?: Record<string, string>;
  readonly facts?: Partial<PlanningFacts>;
}
async function bench({ options = {}, env = {}, facts = {} }: Given = {}): Promise<Bench> {
  const made = await startBench(teams, {
    options: { webhooks: { releases: "{{secrets.TEAMS_WEBHOOK}}" }, timeout: 300, ...options },
    env: { TEAMS_WEBHOOK: `${hook.url}/workflows/1/triggers/manual/paths/invoke?sig=S3CRET`, ...env },
    facts,
  });
  closing.push(() => made.close());
  return made;
}
const post = async (made: Bench, given: JsonObject = {}) =>
  made.apply("post", (await made.plan("post", { to: "releases", ...given })).target);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error & { code: string; suggestions: readonly string[] },
  );
interface Sent {
  readonly type: string;
  readonly attachments: readonly [{ readonly contentType: string; readonly content: JsonObject }];
}
const sent = () => JSON.parse(hook.received.at(-1)?.body ?? "null") as Sent;
const card = () => sent().attachments[0].content;

/** What Microsoft's own library has to say of a card. */
function complaints(value: JsonObject): readonly string[] {
  const context = new SerializationContext();
  new AdaptiveCard().parse(value, context);
  return Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
}

describe("teams/post", () => {
  test("sends a card that Microsoft's library reads without a complaint", async () => {
    const notes =
      "## [1.1.0](https://e.com/compare) (2026)\n\n### Features\n\n- **api:** go `x` ([c0ffee](https://e.com/c))\n\n  more\n";
    const packages = [plannedPackage({ name: "@acme/a" }), plannedPackage({ name: "@acme/b", from: null })];
    const made = await bench({ facts: { notes, packages } });
    const { target, summary } = await made.plan("post", { to: "releases" });
    expect(summary).toBe('post "lib 1.1.0 is released" into the webhook releases');
    expect(await made.apply("post", target)).toEqual({ webhook: "releases", status: 202 });
    expect(hook.received[0]?.url).toContain("sig=S3CRET");
    expect(sent()).toMatchObject({
      type: "message",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }],
    });
    expect(card()).toMatchObject({ type: "AdaptiveCard", version: "1.5" });
    expect(complaints(card())).toEqual([]);
    expect(complaints({ ...card(), body: [{ type: "Marquee" }] })).not.toEqual([]);
    const text = JSON.stringify(card());
    expect(text).toContain('{"type":"Action.OpenUrl","title":"All changes","url":"https://e.com/compare"}');
    expect(text).toContain('"text":"api:","weight":"Bolder"');
    expect(text).toContain('"fontType":"Monospace"');
    expect(JSON.stringify([target, summary])).not.toContain("S3CRET");
    expect(made.action("post")).toMatchObject({ effect: "C", critical: false });
    expect(made.action("post").irreversible).toBeDefined();
  });

  test("text of commits is in runs, which know no markup", async () => {
    const hostile = "<at>Ana</at> [x](https://evil.example) **b** {{DATE(1)}} \u001b[31m\u202e";
    const facts = { notes: `- ${hostile.replace(/[[*]/g, "\\$&")}\n`, changes: [change({ subject: hostile })] };
    const made = await bench({ facts });
    await writeFile(join(made.root, "a.txt"), "{{changes.[0].subject}}");
    for (const given of [{}, { template: "a.txt" }, { text: hostile.replace("{{DATE(1)}}", "") }]) {
      await post(made, given);
      const runs = (card()["body"] as JsonObject[]).flatMap((each) => (each["inlines"] ?? []) as JsonObject[]);
      expect((card()["body"] as JsonObject[]).map(({ type }) => type)).not.toContain("TextBlock");
      expect(runs.map(({ text }) => text).join("")).toContain("<at>Ana</at> [x](https://evil.example) **b**");
      expect(JSON.stringify(card())).not.toMatch(/\\u001b|\u202e/);
      expect(JSON.stringify(card())).not.toContain('"url":"https://evil.example"');
      expect(complaints(card())).toEqual([]);
    }
  });

  test.each([500, 1])("notes of %i lines and more than 28 KB are cut, counted and linked", async (count) => {
    const notes = Array.from(
      { length: count },
      (_, index) => `- change ${index} ${"é&<".repeat(200_000 / count)}`,
    ).join("\n");
    await post(await bench({ facts: { notes }, options: { lines: 400 } }));
    expect(Buffer.byteLength(hook.received[0]?.body ?? "")).toBeLessThanOrEqual(28 * 1024);
    expect(JSON.stringify(card()).includes(' more"')).toBe(count > 1);
    expect(JSON.stringify(card())).toContain("Action.OpenUrl");
  });

  test.each<[string, unknown, string]>([
    ["no card", [], "AdaptiveCard"],
    ["a newer version", { type: "AdaptiveCard", version: "1.6", body: [{ type: "Container" }] }, "version"],
    ["nothing in it", { type: "AdaptiveCard", version: "1.5", body: [] }, "`body`"],
    ["an unknown element", { type: "AdaptiveCard", version: "1.5", body: [{ type: "Marquee" }] }, "Marquee"],
    [
      "one deep down",
      { type: "AdaptiveCard", version: "1.5", body: [{ type: "ColumnSet", columns: [{ items: [{ type: "x" }] }] }] },
      '"x"',
    ],
    ["text without text", { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock" }] }, "`text`"],
    [
      "a link to a script",
      {
        type: "AdaptiveCard",
        version: "1.5",
        body: [{ type: "Container", selectAction: { type: "Action.OpenUrl", url: "javascript:x" } }],
      },
      "`url`",
    ],
    [
      "30 KB",
      { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text: "x".repeat(30_000) }] },
      "bytes",
    ],
  ])("a template with %s is refused while planning", async (_, value, words) => {
    const made = await bench();
    await writeFile(join(made.root, "own.json"), JSON.stringify(value));
    const error = await failure(made.plan("post", { to: "releases", template: "own.json" }));
    expect(error).toMatchObject({ code: "RS_SPEC_INVALID", message: expect.stringContaining(words) });
  });

  test("templates of the project are used, Markdown and cards", async () => {
    const made = await bench();
    await writeFile(join(made.root, "a.md"), "# {{name}}\n\n- one\n");
    await writeFile(
      join(made.root, "a.json.hbs"),
      '{ "type": "AdaptiveCard", "version": "1.4", "body": [{ "type": "TextBlock", "text": {{json headline}} }] }',
    );
    await post(made, { template: "a.md" });
    expect(JSON.stringify(card())).toContain('"text":"lib"');
    await post(made, { template: "a.json.hbs" });
    expect(card()).toMatchObject({ version: "1.4", body: [{ text: "lib 1.1.0 is released" }] });
    expect(await failure(made.plan("post", { to: "other" }))).toMatchObject({
      code: "RS_SPEC_INVALID",
      suggestions: ["Name one of: releases."],
    });
  });
});

describe("when the workflow does not play along", () => {
  test.each([
    [400, "RS_STEP_FAILED"],
    [401, "RS_STEP_CREDENTIALS"],
    [404, "RS_STEP_FAILED"],
    [413, "RS_STEP_FAILED"],
    [429, "RS_STEP_UNREACHABLE"],
    [502, "RS_STEP_UNKNOWN"],
    [307, "RS_STEP_FAILED"],
  ] as const)("%i is %s", async (status, code) => {
    hook.answer({
      status,
      headers: { "content-type": "application/json", "retry-after": "5", location: "https://evil.example/" },
      body: '{"error":{"code":"TriggerInputSchemaMismatch"}}',
    });
    const error = await failure(post(await bench()));
    expect(error).toMatchObject({ code, ...(status === 429 && { retryAfter: 5000 }) });
    expect(error?.message).toContain('"releases"');
    expect(error?.message).not.toContain("S3CRET");
  });

  test.each(["deaf", "gone", "half", "huge", "early"] as const)("one that is %s leaves it open", async (fault) => {
    hook.fail(fault);
    expect(await failure(post(await bench()))).toMatchObject({ code: "RS_STEP_UNKNOWN" });
  });
});

describe("teams/webhooks", () => {
  test("proves that the host can be reached, and posts nothing", async () => {
    expect(await (await bench()).examine("teams/webhooks")).toMatchObject({ verdict: "ok" });
    expect(hook.received).toEqual([]);
  });

  test("says what is wrong, and how to mend it", async () => {
    expect(await (await bench({ env: { TEAMS_WEBHOOK: "" } })).examine("teams/webhooks")).toMatchObject({
      verdict: "failed",
      fix: ["Set the environment variable TEAMS_WEBHOOK."],
    });
    for (const url of ["http://prod.logic.azure.com/x", "nonsense"])
      expect(await (await bench({ env: { TEAMS_WEBHOOK: url } })).examine("teams/webhooks")).toMatchObject({
        verdict: "failed",
        message: expect.not.stringContaining(url),
      });
  });
});
