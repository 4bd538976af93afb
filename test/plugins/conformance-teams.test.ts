import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@relspec/core";
import { describeAction, usePlugin } from "@relspec/core/testing";
import teams from "@relspec/plugin-teams";
import { describe, it } from "vitest";
import { startReceiver } from "../servers/receiver.ts";

describeAction({ describe, it }, "teams/post", {
  start: async () => {
    const hook = await startReceiver(() => ({ status: 202 }));
    const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
    const lines: string[] = [];
    const env = { TEAMS_WEBHOOK: `${hook.url}/?sig=S3CRET-signature` };
    const world = createWorld({ root, env, onLog: (line) => lines.push(line) });
    const { actions } = await usePlugin(teams, { webhooks: { releases: "{{secrets.TEAMS_WEBHOOK}}" } });
    return {
      action: actions!["post"]!,
      with: { to: "releases", text: "{{name}} {{version}}" },
      world,
      artifacts: join(root, ".artifacts"),
      secrets: env,
      lines: () => lines,
      count: () => hook.received.length,
      hang: () => hook.fail("deaf"),
      close: async () => {
        await hook.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
});
