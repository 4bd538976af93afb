import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld, type JsonObject } from "@relspec/core";
import { describeAction, usePlugin } from "@relspec/core/testing";
import webhook from "@relspec/plugin-webhook";
import { describe, it } from "vitest";
import { startReceiver } from "../servers/receiver.ts";

const secret = "whsec_c2VjcmV0LW9mLTMyLWJ5dGVzLWZvci10aGUtdGVzdHM=";

const stage = (options: JsonObject) => async () => {
  const receiver = await startReceiver();
  const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
  const lines: string[] = [];
  const env = { HOOK_URL: `${receiver.url}/T0KEN`, HOOK_SECRET: secret };
  const world = createWorld({ root, env, onLog: (line) => lines.push(line) });
  const endpoints = { ci: { url: "{{secrets.HOOK_URL}}", secrets: ["{{secrets.HOOK_SECRET}}"] } };
  const { actions } = await usePlugin(webhook, { endpoints, ...options });
  return {
    action: actions!["send"]!,
    with: { to: "ci", audience: "builders" },
    world,
    artifacts: join(root, ".artifacts"),
    secrets: { HOOK_URL: env.HOOK_URL, HOOK_SECRET: secret },
    lines: () => lines,
    // A receiver that knows its events counts each once.
    count: () => new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size,
    hang: () => receiver.fail("deaf"),
    close: async () => {
      await receiver.close();
      await rm(root, { recursive: true, force: true });
    },
  };
};

describeAction({ describe, it }, "webhook/send", { start: stage({}) });
