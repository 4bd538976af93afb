import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { createEmulator, type Emulator } from "emulate";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Receiver } from "../servers/receiver.ts";
import { slackDoor } from "../servers/slack.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, startCli } from "./run-cli.ts";

let emulator: Emulator;
let door: Receiver;
let project: TestProject;
beforeEach(async () => {
  emulator = await createEmulator({ service: "slack", port: 0 });
  door = await slackDoor(emulator.url);
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins:
  git: {}
  slack: { token: "{{secrets.SLACK_BOT_TOKEN}}", api: "${door.url}/api/" }
audiences:
  team: { announcer: slack, to: ["#general"] }
`,
  });
});
afterEach(async () => {
  project.remove();
  await Promise.all([door.close(), emulator.close()]);
});

it(
  "a run that is killed once Slack has the message finds it again, and posts nothing twice",
  { timeout: 60_000 },
  async () => {
    const at = { cwd: project.path, env: { SLACK_BOT_TOKEN: "xoxb-a-token-for-tests" }, built: true };
    const posts = () => door.received.filter(({ url }) => url === "/api/chat.postMessage").length;
    // Reading before it posts is answered; the answer to the post never comes.
    door.deafTo("/api/chat.postMessage");
    const child = startCli(["run"], at);
    for (let waited = 0; posts() === 0; waited += 20) {
      if (waited > 20_000) throw new Error("nothing was ever posted");
      await setTimeout(20);
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    door.behave();

    const { code, stdout } = await runCli(["run", "--json"], at);

    expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: "released", steps: { left: 0, failed: 0 } }]);
    expect(posts()).toBe(1);
    expect((await runCli(["audit", "verify"], at)).code).toBe(0);
  },
);
