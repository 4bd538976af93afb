import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject, PlanningFacts } from "@relspec/core";
import { change, planningFacts } from "@relspec/core/testing";
import slack from "@relspec/plugin-slack";
import { createEmulator, type Emulator } from "emulate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../servers/receiver.ts";
import { slackDoor } from "../servers/slack.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

const closing: (() => Promise<void>)[] = [];
let emulator: Emulator;
let door: Receiver;
let hook: Receiver;
beforeAll(async () => {
  emulator = await createEmulator({ service: "slack", port: 0 });
});
afterAll(() => emulator.close());
beforeEach(async () => {
  emulator.reset();
  [door, hook] = await Promise.all([slackDoor(emulator.url), startReceiver(() => ({ body: "ok" }))]);
  closing.push(
    () => door.close(),
    () => hook.close(),
  );
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
  const made = await startBench(slack, {
    options: {
      token: "{{secrets.SLACK_BOT_TOKEN}}",
      webhooks: { team: "{{secrets.SLACK_WEBHOOK}}" },
      api: `${door.url}/api`,
      timeout: 2000,
      ...options,
    },
    env: { SLACK_BOT_TOKEN: "xoxb-test-token", SLACK_WEBHOOK: `${hook.url}/services/T0/B0/S3CRET`, ...env },
    facts,
  });
  closing.push(() => made.close());
  return made;
}
const post = async (made: Bench, given: JsonObject) => made.apply("post", (await made.plan("post", given)).target);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error & { code: string; suggestions: readonly string[] },
  );
const posted = () => door.received.filter(({ url }) => url === "/api/chat.postMessage");
const sent = (of: Receiver) => JSON.parse(of.received.at(-1)?.body ?? "null") as { text: string; blocks: JsonObject[] };
const shown = (of: Receiver) => JSON.stringify(sent(of).blocks);

describe("slack/post", () => {
  test("posts into a channel with the bot's token, and finds it again", async () => {
    const made = await bench();
    const { target, summary } = await made.plan("post", { to: "#general" });
    expect(summary).toBe('post "lib 1.1.0 is released" into #general');
    expect(await made.check("post", target)).toEqual({ state: "absent" });
    const result = (await made.apply("post", target)) as { channel: string; ts: string };
    expect(posted()).toHaveLength(1);
    expect(posted()[0]?.headers["authorization"]).toBe("Bearer xoxb-test-token");
    expect(await made.check("post", target)).toEqual({ state: "present", result: { ...result } });
    // Another step's message is another.
    expect(await made.check("post", { ...target, id: "0".repeat(64) })).toEqual({ state: "absent" });
    expect(JSON.stringify([target, result])).not.toContain("xoxb");
  });

  test("posts by a webhook, which cannot be asked", async () => {
    const made = await bench();
    const { target } = await made.plan("post", { to: "team" });
    expect(await made.check("post", target)).toMatchObject({ state: "unknown" });
    expect(await made.apply("post", target)).toEqual({ webhook: "team" });
    expect(hook.received[0]?.url).toBe("/services/T0/B0/S3CRET");
    expect(sent(hook).text).toBe("lib 1.1.0 is released");
    expect(sent(hook).blocks.map(({ type }) => type)).toEqual(["header", "section", "section", "context"]);
    expect(shown(hook)).toContain("*Features*\\n• add a thing");
  });

  test("without a token there is no check, and a channel is refused", async () => {
    const options = { webhooks: { team: "{{secrets.SLACK_WEBHOOK}}" } };
    const made = await startBench(slack, { options });
    closing.push(() => made.close());
    expect(made.action("post")).toMatchObject({ effect: "C", critical: false });
    expect(made.action("post").check).toBeUndefined();
    expect(made.action("post").irreversible).toBeDefined();
    expect(await failure(made.plan("post", { to: "#general" }))).toMatchObject({
      code: "RS_SPEC_INVALID",
      suggestions: [expect.stringContaining("SLACK_BOT_TOKEN"), "Or name one of: team."],
    });
  });

  test.each(["#no such", "@ana", "<!channel>", "C1\r\nX: y", "__proto__\u0000"])("%j is no channel", async (to) => {
    expect(await failure((await bench()).plan("post", { to }))).toMatchObject({ code: "RS_SPEC_INVALID" });
  });

  test("a version that is gone back to a second time is not taken for told", async () => {
    const facts = { release: { ...planningFacts().release, type: "rollback" as const } };
    const made = await bench({ facts });
    const { target } = await made.plan("post", { to: "#general", message: "rolled-back" });
    await made.apply("post", target);
    expect(await made.check("post", target)).toMatchObject({ state: "unknown" });
  });
});

describe("text of commits", () => {
  const hostile =
    "<!channel> <!here|x> <@U123> <#C1> <https://evil.example|click> @channel & **b** `<!everyone>` [x](javascript:a) \u001b[31m\u202e";

  test("pings nobody and links nowhere, in the plugin's own words and in every kind of template", async () => {
    const facts = {
      release: { ...planningFacts().release, name: hostile },
      notes: `## 1.1.0\n\n- ${hostile}\n`,
      changes: [change({ subject: hostile })],
    };
    const made = await bench({ facts });
    await writeFile(join(made.root, "a.md"), "# {{name}}\n\n{{changes.[0].subject}}\n");
    await writeFile(join(made.root, "a.txt"), "{{changes.[0].subject}}");
    await writeFile(
      join(made.root, "a.json"),
      '[{ "type": "section", "text": { "type": "mrkdwn", "text": {{json changes.[0].subject}} } }]',
    );
    for (const given of [
      {},
      { template: "a.md" },
      { template: "a.txt" },
      { template: "a.json" },
      { text: "{{name}}" },
    ]) {
      await post(made, { to: "team", ...given });
      const { text, blocks } = sent(hook);
      const marked = JSON.stringify([text, ...blocks.filter(({ type }) => type !== "header")]);
      expect(marked, JSON.stringify(given)).not.toMatch(/<[!@#h]/);
      expect(marked).toMatch(/&lt;!channel&gt;/);
      expect(JSON.stringify(sent(hook))).not.toMatch(/\\u001b|\u202e/);
    }
    await post(made, { to: "#general" });
    expect(JSON.parse(posted()[0]?.body ?? "")).toMatchObject({ parse: "none", link_names: false });
    expect(JSON.parse(posted()[0]?.body ?? "").blocks[1].text.verbatim).toBe(true);
  });

  test("links of the notes stay links", async () => {
    const notes = "## [1.1.0](https://e.com/compare/a|b) (2026)\n\n- **api:** go ([c0ffee](https://e.com/c?a=1&b=2))\n";
    await post(await bench({ facts: { notes } }), { to: "team" });
    expect(shown(hook)).toContain("• *api:* go (<https://e.com/c?a=1&amp;b=2|c0ffee>)");
  });
});

describe("limits", () => {
  test("long notes are split into sections, and what is too much is counted and linked", async () => {
    const items = Array.from({ length: 500 }, (_, index) => `- change ${index} ${"&<é".repeat(60)}`).join("\n");
    const notes = `## [1.1.0](https://e.com/compare) (2026)\n\n${items}`;
    await post(await bench({ facts: { notes }, options: { lines: 100 } }), { to: "team" });
    const { blocks } = sent(hook);
    expect(blocks.length).toBeLessThanOrEqual(50);
    const lengths = blocks.map(({ type, text }) => (type === "section" ? (text as { text: string }).text.length : 0));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3000);
    expect(shown(hook)).toContain("change 99 ");
    expect(shown(hook)).not.toContain("change 100 ");
    expect(shown(hook)).toContain("<https://e.com/compare|… and 400 more>");
  });

  test("one line of a megabyte is cut, not in the middle of an entity", async () => {
    await post(await bench({ facts: { notes: `- ${"&".repeat(2 ** 20)}` } }), { to: "team" });
    expect(shown(hook)).toMatch(/(&amp;)+…/);
    expect(shown(hook)).not.toMatch(/&[a-z]{0,3}…/);
  });

  test.each<[string, unknown, string]>([
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" })), "51 blocks"],
    ["a long header", [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }], "151 characters"],
    ["a mrkdwn header", [{ type: "header", text: { type: "mrkdwn", text: "x" } }], "plain_text"],
    ["a long section", [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3001) } }], "3001"],
    ["an empty section", [{ type: "section" }], "`text` or `fields`"],
    [
      "eleven fields",
      [{ type: "section", fields: Array.from({ length: 11 }, () => ({ type: "mrkdwn", text: "x" })) }],
      "11 items",
    ],
    [
      "eleven elements",
      [{ type: "context", elements: Array.from({ length: 11 }, () => ({ type: "mrkdwn", text: "x" })) }],
      "11 items",
    ],
    ["an image without words", [{ type: "image", image_url: "https://e.com/x.png" }], "alt_text"],
    ["an image of a file", [{ type: "image", image_url: "file:///x", alt_text: "x" }], "image_url"],
    ["a block without a type", [{ text: "x" }], "no `type`"],
    ["null", [null], "no `type`"],
    ["no blocks", {}, "blocks"],
  ])("a template with %s is refused while planning", async (_, value, words) => {
    const made = await bench();
    await writeFile(join(made.root, "own.json"), JSON.stringify(value));
    const error = await failure(made.plan("post", { to: "team", template: "own.json" }));
    expect(error).toMatchObject({ code: "RS_SPEC_INVALID", message: expect.stringContaining(words) });
    expect(error?.message).toContain("own.json");
  });

  test("a template of Block Kit that fits is posted as it is", async () => {
    const made = await bench();
    const blocks = [
      {
        type: "section",
        text: { type: "mrkdwn", text: "*x*" },
        accessory: { type: "button", text: { type: "plain_text", text: "Go" } },
      },
      { type: "rich_text", elements: [] },
    ];
    await writeFile(join(made.root, "own.json"), JSON.stringify({ text: "hello", blocks }));
    await post(made, { to: "team", template: "own.json" });
    expect(sent(hook)).toMatchObject({ text: "hello", blocks });
  });
});

describe("when Slack does not play along", () => {
  test.each([
    ["invalid_auth", "RS_STEP_CREDENTIALS", false],
    ["missing_scope", "RS_STEP_CREDENTIALS", false],
    ["channel_not_found", "RS_STEP_FAILED", false],
    ["not_in_channel", "RS_STEP_FAILED", false],
    ["is_archived", "RS_STEP_FAILED", false],
    ["ratelimited", "RS_STEP_UNREACHABLE", true],
    ["fatal_error", "RS_STEP_UNKNOWN", true],
    ["constructor", "RS_STEP_FAILED", false],
  ])("%s is %s, tried again: %s", async (error, code, retryable) => {
    const made = await bench();
    const { target } = await made.plan("post", { to: "#general" });
    door.answer({ body: JSON.stringify({ ok: false, error, needed: "chat:write" }) });
    expect(await failure(made.apply("post", target))).toMatchObject({
      code,
      retryable,
      message: expect.stringContaining(error),
    });
    expect(await made.check("post", target)).toMatchObject({ state: "unknown" });
  });

  test.each([
    [400, "invalid_blocks", "RS_STEP_FAILED"],
    [403, "invalid_token", "RS_STEP_CREDENTIALS"],
    [404, "no_service", "RS_STEP_FAILED"],
    [410, "channel_is_archived", "RS_STEP_FAILED"],
    [429, "rate_limited", "RS_STEP_UNREACHABLE"],
    [500, "rollup_error", "RS_STEP_UNKNOWN"],
  ] as const)("a webhook that answers %i %s is %s", async (status, body, code) => {
    hook.answer({ status, body, headers: { "content-type": "text/plain", "retry-after": "30" } });
    const error = await failure(post(await bench(), { to: "team" }));
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining(body),
      ...(status === 429 && { retryAfter: 30_000 }),
    });
    expect(error?.message).not.toContain("S3CRET");
  });

  test.each(["deaf", "gone", "half", "huge", "early"] as const)("one that is %s leaves it open", async (fault) => {
    for (const [server, to] of [
      [door, "#general"],
      [hook, "team"],
    ] as const) {
      server.fail(fault, 1);
      expect(await failure(post(await bench(), { to }))).toMatchObject({ code: "RS_STEP_UNKNOWN" });
    }
  });

  test.each(["<html>hello</html>", "{}", '{"ok":"yes"}', '{"ok":true}', "[]", "null", ""])(
    "an answer %j is not Slack's, and leaves it open",
    async (body) => {
      door.answer({ body });
      hook.answer({ body });
      for (const to of ["#general", "team"])
        expect(await failure(post(await bench(), { to }))).toMatchObject({ code: "RS_STEP_UNKNOWN" });
    },
  );

  test("the history may lie: what is not there as it should be is not found", async () => {
    const made = await bench();
    const { target } = await made.plan("post", { to: "C0123456789" });
    for (const messages of [null, [null, 5, { metadata: null }, { metadata: { event_type: "relspec_message" } }], {}]) {
      door.behave();
      door.answer({ body: JSON.stringify({ ok: true, messages }) });
      expect(await made.check("post", target)).toEqual({ state: "absent" });
    }
    // A history without an end cannot be looked through.
    let page = 0;
    door.behave();
    door.answer(() => ({
      body: JSON.stringify({ ok: true, messages: [], response_metadata: { next_cursor: `p${page++}` } }),
    }));
    expect(await made.check("post", target)).toMatchObject({ state: "unknown" });
    expect(page).toBe(5);
  });

  test("neither token nor message follow to elsewhere", async () => {
    const other = await startReceiver();
    closing.push(() => other.close());
    for (const server of [door, hook]) server.answer({ status: 307, headers: { location: other.url } });
    for (const to of ["#general", "team"])
      expect(await failure(post(await bench(), { to }))).toMatchObject({ code: "RS_STEP_FAILED" });
    expect(other.received).toEqual([]);
  });
});

describe("slack/access", () => {
  test("proves that Slack knows the bot, and posts nothing", async () => {
    expect(await (await bench()).examine("slack/access")).toMatchObject({ verdict: "ok" });
    expect(door.received).toEqual([]);
  });

  test("says what is wrong, and how to mend it", async () => {
    expect(await (await bench({ env: { SLACK_BOT_TOKEN: "" } })).examine("slack/access")).toMatchObject({
      verdict: "failed",
      fix: ["Set the environment variable SLACK_BOT_TOKEN."],
    });
    expect(await (await bench({ env: { SLACK_WEBHOOK: "hooks.slack.com" } })).examine("slack/access")).toMatchObject({
      verdict: "failed",
    });
    door.answer({ body: '{"ok":false,"error":"token_revoked"}' });
    expect(await (await bench()).examine("slack/access")).toMatchObject({
      verdict: "failed",
      message: expect.stringContaining("token_revoked"),
    });
  });
});
