import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@relspec/core";
import { describeAction, usePlugin } from "@relspec/core/testing";
import slack from "@relspec/plugin-slack";
import { createEmulator } from "emulate";
import { describe, it } from "vitest";
import { slackDoor } from "../servers/slack.ts";
import { startReceiver } from "../servers/receiver.ts";

const token = "xoxb-conformance-token";

async function stage(by: "token" | "webhook") {
  const emulator = by === "token" ? await createEmulator({ service: "slack", port: 0 }) : null;
  const server = emulator ? await slackDoor(emulator.url) : await startReceiver(() => ({ body: "ok" }));
  const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
  const lines: string[] = [];
  const env = { SLACK_BOT_TOKEN: token, HOOK: `${server.url}/S3CRET` };
  const world = createWorld({ root, env, onLog: (line) => lines.push(line) });
  const { actions } = await usePlugin(
    slack,
    by === "token"
      ? { token: "{{secrets.SLACK_BOT_TOKEN}}", api: `${server.url}/api/` }
      : { webhooks: { team: "{{secrets.HOOK}}" } },
  );
  return {
    action: actions!["post"]!,
    with: { to: by === "token" ? "#general" : "team", text: "{{name}} {{version}}" },
    world,
    artifacts: join(root, ".artifacts"),
    secrets: env,
    lines: () => lines,
    count: () => server.received.filter(({ url }) => /postMessage|S3CRET/.test(url)).length,
    hang: () => server.fail("deaf"),
    close: async () => {
      await Promise.all([server.close(), emulator?.close()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

describeAction({ describe, it }, "slack/post with a token", { start: () => stage("token") });
describeAction({ describe, it }, "slack/post by a webhook", { start: () => stage("webhook") });
