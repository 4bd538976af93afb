import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, runInTurn, startCli } from "./run-cli.ts";

// Each step leaves a mark when it begins, and the first takes long enough to be met in the middle.
const mark = (name: string, wait: number) =>
  `{ id: ${name}, uses: exec/run, with: { command: [node, -e, "fs.appendFileSync('.relspec/marks', '${name} '); setTimeout(() => undefined, ${wait})"] } }`;

let project: TestProject;
beforeEach(() => {
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
stages:
  build:
    steps:
      - ${mark("slow", 2000)}
      - ${mark("next", 0)}
`,
  });
});
afterEach(() => project.remove());

const marks = () => {
  const file = join(project.path, ".relspec/marks");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split(" ") : [];
};

async function untilBegun(): Promise<void> {
  for (let waited = 0; marks().length === 0; waited += 50) {
    if (waited > 20_000) throw new Error("no step ever began");
    await setTimeout(50);
  }
}

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends the run once the step under way is on record, and the next run goes on",
    async (signal) => {
      const child = startCli(["run", "--json"], { cwd: project.path });
      let stdout = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      await untilBegun();
      child.kill(signal);
      const [code] = (await once(child, "close")) as [number];

      expect(code).toBe(1);
      expect(JSON.stringify(JSON.parse(stdout))).toContain("RS_RUN_INTERRUPTED");
      expect(marks()).toEqual(["slow"]);
      expect((await runCli(["audit", "verify"], { cwd: project.path })).code).toBe(0);

      expect((await runCli(["run"], { cwd: project.path })).code).toBe(0);
      expect(marks()).toEqual(["slow", "next"]);
      expect(project.git("ls-remote", "--tags", "origin")).toContain("refs/tags/v1.0.0");
    },
  );

  it("ends the process at once when it comes a second time", async () => {
    const child = startCli(["run"], { cwd: project.path });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    await untilBegun();
    child.kill("SIGINT");
    while (!stderr.includes("Again to stop at once")) await setTimeout(20);
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];

    expect(code).toBe(130);
    const { stdout } = await runCli(["show", "1.0.0", "--json"], { cwd: project.path });
    expect(JSON.parse(stdout).steps["build/slow"].state).toBe("to-do");
  });
});

describe("another run", () => {
  it("is refused while one holds the release, and a stale plan is refused as stale all the same", async () => {
    const at = { cwd: project.path };
    await runCli(["plan", "--out", "../plan.json"], at);
    project.commit("fix: mend");
    const holder = startCli(["run"], at);
    await untilBegun();
    const [second, stale] = [await runInTurn(["run"], at), await runInTurn(["run", "--plan", "../plan.json"], at)];
    const [code] = (await once(holder, "close")) as [number];

    expect([second.code, second.json]).toMatchObject([
      3,
      { error: { code: "RS_LOCK_HELD", message: expect.stringContaining(String(holder.pid)) } },
    ]);
    expect((second.json as { error: { suggestions: string[] } }).error.suggestions).not.toEqual([]);
    expect([stale.code, stale.json]).toMatchObject([3, { error: { code: "RS_PLAN_STALE" } }]);
    expect(code).toBe(0);
    expect(marks()).toEqual(["slow", "next"]);
  });
});
