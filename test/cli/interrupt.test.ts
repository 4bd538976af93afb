import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, startCli } from "./run-cli.ts";

let project: TestProject;
beforeAll(() => {
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
stages:
  build:
    steps:
      - { id: slow, uses: exec/run, with: { command: [node, -e, "fs.writeFileSync('.relspec/begun', ''); setTimeout(() => fs.writeFileSync('.relspec/ended', ''), fs.existsSync('.relspec/quick') ? 0 : 60000)"] } }
`,
  });
});
afterAll(() => project.remove());

async function until(file: string): Promise<void> {
  for (let waited = 0; !existsSync(join(project.path, file)); waited += 50) {
    if (waited > 20_000) throw new Error(`${file} never came`);
    await setTimeout(50);
  }
}

describe.sequential("a signal", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s ends the run with everything on record", async (signal) => {
    const child = startCli(["run", "--json"], { cwd: project.path });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    await until(".relspec/begun");
    child.kill(signal);
    const [code] = (await once(child, "close")) as [number];

    expect(code).toBe(1);
    expect(JSON.stringify(JSON.parse(stdout))).toContain("RS_RUN_INTERRUPTED");
    expect((await runCli(["audit", "verify"], { cwd: project.path })).code).toBe(0);
  });

  it("leaves a release that goes on", async () => {
    project.write(".relspec/quick", "");
    const { code } = await runCli(["run"], { cwd: project.path });

    expect(code).toBe(0);
    expect(project.git("ls-remote", "--tags", "origin")).toContain("refs/tags/v1.0.0");
  });
});
