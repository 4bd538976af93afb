import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../servers/receiver.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, startCli } from "./run-cli.ts";

let receiver: Receiver;
let project: TestProject;
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(async () => {
  project.remove();
  await receiver.close();
});

const start = (options: string) => {
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins:
  git: {}
  webhook:
    ${options}
    endpoints:
      ci: { url: "{{secrets.CI_URL}}", secrets: ["{{secrets.HOOK_SECRET}}"] }
      shop: { url: "{{secrets.CI_URL}}/shop" }
audiences:
  builders: { announcer: webhook, to: [ci, shop] }
`,
  });
  const env = { CI_URL: `${receiver.url}/T0KEN`, HOOK_SECRET: "a secret of more than sixteen letters" };
  return { cwd: project.path, env, built: true };
};

async function killedWhileSending(at: Parameters<typeof startCli>[1]): Promise<void> {
  receiver.fail("deaf", 1);
  const child = startCli(["run"], at);
  for (let waited = 0; receiver.received.length === 0; waited += 20) {
    if (waited > 20_000) throw new Error("nothing was ever sent");
    await setTimeout(20);
  }
  child.kill("SIGKILL");
  await once(child, "exit");
}

const urls = () => receiver.received.map(({ url }) => url);
const ids = () => receiver.received.map(({ url, headers }) => `${url} ${headers["webhook-id"]}`);

describe("a run that sends events", { timeout: 60_000 }, () => {
  it("plans a step for each endpoint, and sends each one event", async () => {
    const at = start("timeout: 30000");
    const { stdout } = await runCli(["plan", "--json"], at);
    const plan = JSON.parse(stdout) as { messages: { to: string[]; step: string }[] };
    expect(plan.messages.map(({ to, step }) => `${to.join()} ${step}`)).toEqual([
      "ci deploy/webhook/send:builders:ci",
      "shop deploy/webhook/send:builders:shop",
    ]);
    expect(stdout).not.toContain("T0KEN");
    expect((await runCli(["run"], at)).code).toBe(0);
    expect(urls().toSorted()).toEqual(["/T0KEN", "/T0KEN/shop"]);
    expect((await runCli(["run"], at)).code).toBe(0);
    expect(receiver.received).toHaveLength(2);
  });

  it("killed while it sends: the next run asks a person about that one, and sends nothing twice", async () => {
    const at = start("timeout: 30000");
    await killedWhileSending(at);

    const { stdout } = await runCli(["run", "--json"], at);
    const { notCritical } = JSON.parse(stdout) as { notCritical: { step: string; code: string }[] };
    expect(notCritical.map(({ step }) => step)).toContain("deploy/webhook/send:builders:ci");
    for (const { step, code } of notCritical) {
      expect(code).toBe("RS_STEP_UNKNOWN");
      const arrived = urls().includes(step.endsWith(":ci") ? "/T0KEN" : "/T0KEN/shop");
      expect((await runCli(["run", "--assume", `${arrived ? "done" : "not-done"}=${step}`], at)).code).toBe(0);
    }
    expect((await runCli(["run", "--json"], at)).stdout).not.toContain("RS_STEP_UNKNOWN");
    expect(urls().toSorted()).toEqual(["/T0KEN", "/T0KEN/shop"]);
    expect((await runCli(["audit", "verify"], at)).code).toBe(0);
  });

  it("killed while it sends to one that knows its events: the same event is sent again, under the same id", async () => {
    const at = start("deduplicates: true");
    await killedWhileSending(at);

    expect((await runCli(["run"], at)).code).toBe(0);
    expect(urls().length).toBeGreaterThan(2);
    expect(new Set(ids())).toHaveLength(2);
    expect(new Set(receiver.received.map(({ body }) => body))).toHaveLength(2);
  });
});
