import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runBoth, runCli } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, ./relspec-plugin-roll/src/index.ts: { file: docs/ROLL } }
`;
let project: TestProject;
let folder: string;
beforeAll(async () => {
  project = makeProject({ "relspec.yaml": spec, ".gitignore": ".relspec\ndocs\nrelspec-plugin-roll\n" });
  folder = join(project.path, "relspec-plugin-roll");
  const { code, stderr } = await runCli(["create", "plugin", "roll"], { cwd: project.path });
  if (code !== 0) throw new Error(stderr);
  // What `npm install` would put there.
  mkdirSync(join(folder, "node_modules/@relspec"), { recursive: true });
  symlinkSync(join(repository, "packages/core"), join(folder, "node_modules/@relspec/core"));
  symlinkSync(join(repository, "node_modules/@types"), join(folder, "node_modules/@types"));
});
afterAll(() => project.remove());

describe("relspec create plugin", () => {
  it("makes a plugin whose types hold and that can be built", () => {
    const tsc = (...args: string[]) =>
      execFileSync(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), ...args], { cwd: folder });
    tsc("--noEmit");
    tsc("-p", "tsconfig.build.json");
    expect(existsSync(join(folder, "dist/index.js"))).toBe(true);
    expect(existsSync(join(folder, "dist/list-action.test.js"))).toBe(false);
  });

  it("makes a plugin that passes the suite of every action", () => {
    const report = execFileSync(process.execPath, ["--test", "--test-reporter=tap", "src/list-action.test.ts"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect(report).toMatch(/# pass (?:[5-9]|\d\d)/);
    expect(report).toContain("# fail 0");
  });

  it("makes a plugin that releases, from its sources and without a build", async () => {
    const ran = await runCli(["run", "--json"], { cwd: project.path });
    expect(JSON.parse(ran.stdout)).toMatchObject({ outcome: "released" });
    expect(readFileSync(join(project.path, "docs/ROLL"), "utf8")).toMatch(/^lib 1\.0\.0 \([0-9a-f]{12}\)\n$/);
  });

  it("writes over nothing, and refuses what is no name", async () => {
    const again = await runBoth(["create", "plugin", "roll"], { cwd: project.path });
    expect([again.code, again.json]).toMatchObject([2, { error: { code: "RS_USAGE" } }]);
    for (const name of ["../x", "A", "a b", "$(id)"]) {
      const { code, json } = await runBoth(["create", "plugin", name], { cwd: project.path });
      expect([code, json]).toMatchObject([2, { error: { code: "RS_USAGE" } }]);
    }
  });
});
