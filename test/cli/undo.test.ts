import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli, runInTurn } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
stages:
  build:
    steps:
      - id: deploy
        uses: exec/once
        with: { command: [node, -e, "process.kill(process.ppid, 'SIGKILL')"], undo: [node, -e, "fs.appendFileSync('.relspec/undone', 'x')"] }
`;

let project: TestProject;
beforeEach(() => {
  project = makeProject({ "relspec.yaml": spec });
});
afterEach(() => project.remove());
const relspec = (...args: readonly string[]) => runCli(args, { cwd: project.path });
const undone = () =>
  existsSync(join(project.path, ".relspec/undone")) ? readFileSync(join(project.path, ".relspec/undone"), "utf8") : "";

it.each([
  ["done=build/deploy", "x"],
  ["not-done=build/deploy", ""],
])("a release killed where nobody can tell is taken back once someone says %s", async (word, left) => {
  await relspec("run");
  const asked = await runInTurn(["undo"], { cwd: project.path });
  const stray = await runInTurn(["undo", "--assume", "done=build/deplyo"], { cwd: project.path });
  const told = await relspec("undo", "--assume", word, "--json");
  const again = await relspec("undo", "--json");

  expect([asked.code, asked.json]).toMatchObject([
    1,
    {
      outcome: "failed",
      error: {
        code: "RS_STEP_UNKNOWN",
        step: "build/deploy",
        suggestions: [
          "If it did: relspec undo --assume done=build/deploy",
          "If it did not: relspec undo --assume not-done=build/deploy",
        ],
      },
    },
  ]);
  expect(asked.plain.stdout).toContain("relspec undo --assume not-done=build/deploy");
  expect([stray.code, stray.json]).toMatchObject([2, { error: { suggestions: ["Write `build/deploy`."] } }]);
  expect([told.code, JSON.parse(told.stdout).outcome]).toEqual([0, "undone"]);
  expect(undone()).toBe(left);
  expect([again.code, JSON.parse(again.stdout).error.code]).toEqual([1, "RS_RUN_NONE"]);
});
