import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "@relspec/core";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

const hour = 3_600_000;
const begin = Date.parse("2026-11-23T08:00:00Z");
const projects: TestProject[] = [];
const engines: Engine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map(async (each) => each.close()));
  for (const project of projects.splice(0)) project.remove();
});

function projectOf(spec: string, name = "acme"): TestProject {
  const head = `apiVersion: relspec/v1\nname: ${name}\nplugins: { git: {}, exec: {} }\n`;
  const project = makeProject({ "relspec.yaml": head + spec, "a.txt": "1" });
  projects.push(project);
  return project;
}

function engineOn(project: TestProject, now: () => number): Engine {
  const engine = createEngine({ cwd: project.path, now: () => new Date(now()), pluginsFrom: [repository] });
  engines.push(engine);
  return engine;
}

const write = (file: string, then = "") =>
  `{ uses: exec/run, id: ${file}, with: { command: [node, -e, "require('fs').writeFileSync('../${file}', '1');${then}"] } }`;

describe("the board's time", () => {
  const spec = `concurrency: supersede
stages:
  prepare: { gates: [{ lead-time: PT72H }] }
  deploy: { steps: [${write("out")}] }
`;

  it("begins with the delivery of the packet, is told to the hour, and ends", async () => {
    let now = begin;
    const project = projectOf(spec);
    const engine = engineOn(project, () => now);
    expect(await engine.run()).toMatchObject({ outcome: "waiting", waitingFor: [{ id: "prepare/lead-time" }] });
    const delivered = await engine.deliverPacket();
    expect(delivered.plan).toBe((await engine.status()).open?.plan.digest);
    now += 10 * hour;
    // Delivered again, it is the same packet, and the time goes on.
    expect(await engine.deliverPacket()).toEqual(delivered);
    now = begin + 71 * hour;
    const waiting = await engine.run();
    expect(waiting.waitingFor[0]).toMatchObject({
      verdict: "waiting",
      nextOpen: new Date(begin + 72 * hour).toISOString(),
    });
    expect(waiting.waitingFor[0]?.missing.join(" ")).toContain("1 hour left");
    now = begin + 72 * hour;
    expect(await engine.run()).toMatchObject({ outcome: "released" });
  });

  it("begins anew when the plan changes", async () => {
    let now = begin;
    const project = projectOf(spec);
    const engine = engineOn(project, () => now);
    await engine.run();
    await engine.deliverPacket();
    project.write("a.txt", "2");
    project.commit("feat: more");
    now = begin + 100 * hour;
    const again = await engine.run();
    expect(again.outcome).toBe("waiting");
    expect(again.waitingFor[0]?.missing.join(" ")).toContain("was the packet of another plan, so the time begins anew");
  });

  it("is started by `render cab --deliver`, and by no other document", async () => {
    const project = projectOf(spec);
    expect((await runCli(["run"], { cwd: project.path })).code).toBe(4);
    const wrong = await runCli(["render", "notes", "--deliver"], { cwd: project.path });
    expect(wrong.code).toBe(2);
    const { code, stdout } = await runCli(["render", "cab", "--deliver", "--json"], { cwd: project.path });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      document: "cab",
      delivered: { plan: expect.stringMatching(/^sha256:/) },
    });
    const run = await runCli(["run", "--json"], { cwd: project.path });
    expect(run.code).toBe(4);
    expect(run.stdout).toMatch(/: (?:2 days 23 hours|3 days) left/);
  });
});

describe("a window that closes while a deployment is under way", () => {
  const spec = (overrun: string, first = "") => `stages:
  deploy:
    gates: [{ window: office }]
    steps: [${write("one", first)}, ${write("two")}]
windows: { office: { allow: "RRULE:FREQ=DAILY", start: "08:00", end: "09:00", timezone: UTC, overrun: ${overrun} } }
`;
  const isThere = (project: TestProject, file: string) => existsSync(join(project.path, "..", file));
  /** The window closes with the first step. */
  const clock = (project: TestProject) => () => begin + (isThere(project, "one") ? 2 * hour : 0);

  it("lets the ring be finished, where nothing else is said", async () => {
    const project = projectOf(spec("finish-ring"));
    expect(await engineOn(project, clock(project)).run()).toMatchObject({ outcome: "released" });
  });

  it("lets the step be finished and begins no other, and goes on when it opens again", async () => {
    const project = projectOf(spec("finish-step"));
    const stopped = await engineOn(project, clock(project)).run();
    expect(stopped).toMatchObject({ outcome: "waiting", waitingFor: [{ id: "deploy/window:office" }] });
    expect(isThere(project, "two")).toBe(false);
    expect(await engineOn(project, clock(project)).run()).toMatchObject({ outcome: "waiting" });
    expect(await engineOn(project, () => begin + 24 * hour).run()).toMatchObject({ outcome: "released" });
    expect(isThere(project, "two")).toBe(true);
  });

  it("ends the step under way where it is to stop", async () => {
    const project = projectOf(spec("stop", "setTimeout(() => require('fs').writeFileSync('../late', '1'), 100000)"));
    const stopped = await engineOn(project, clock(project)).run();
    expect(stopped).toMatchObject({ outcome: "waiting", waitingFor: [{ id: "deploy/window:office" }] });
    expect([isThere(project, "late"), isThere(project, "two")]).toEqual([false, false]);
  });
});

describe("a release that needs another", () => {
  it("waits until that one is out, by its record, and shows where it stands", async () => {
    const payments = projectOf(
      `schedule: { deploy: 2026-12-07 }\nstages: { accept: { gates: [{ window: now }] }, deploy: { steps: [${write("paid")}] } }\nwindows: { now: { allow: 2026-11-25, timezone: UTC } }\nledger: sqlite\n`,
      "payments",
    );
    const other = join(payments.path, ".relspec/ledger.db");
    const shop = projectOf(
      `schedule: { deploy: 2026-12-01 }\nneeds: [{ name: payments, version: ">=1.0.0", ledger: { sqlite: ${JSON.stringify(other)} } }]\nstages: { deploy: { steps: [${write("sold")}] } }\n`,
      "shop",
    );
    const [paying, selling] = [engineOn(payments, () => begin), engineOn(shop, () => begin)];
    const first = await selling.plan();
    const gateOf = (plan: typeof first) =>
      plan.stages.flatMap(({ gates }) => gates).find(({ id }) => id === "deploy/needs:payments");
    expect(gateOf(first)).toMatchObject({ kind: "release", verdict: "waiting" });
    expect(existsSync(other)).toBe(false);

    expect(await paying.run()).toMatchObject({ outcome: "waiting" });
    const missing = gateOf(await selling.plan())?.missing.join(" ");
    expect(missing).toContain("1.0.0 is open and stands before the end of accept");
    expect(missing).toContain("planned for 2026-12-07, after this release's own deployment (2026-12-01)");
    expect(await selling.run()).toMatchObject({ outcome: "waiting", waitingFor: [{ id: "deploy/needs:payments" }] });

    expect(await engineOn(payments, () => begin + 48 * hour).run()).toMatchObject({ outcome: "released" });
    expect(await selling.run()).toMatchObject({ outcome: "released" });
  });
});
