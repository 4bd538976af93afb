import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject;
afterEach(() => project?.remove());

async function relspec(...args: readonly string[]) {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path });
  return { code, value: JSON.parse(stdout) };
}

/** A release with a commit of its own, during which another clone pushes to the branch. */
async function overtaken() {
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins: { git: { commit: true }, changelog: {} }
stages: { prepare: { steps: [{ id: other, uses: exec/run, with: { command: [node, other.js] } }] } }
`,
    "other.js": `const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
if (!existsSync("../other")) {
  const git = (...args) => execFileSync("git", args, { cwd: "../other" });
  execFileSync("git", ["clone", "--quiet", "../remote.git", "../other"]);
  git("-c", "user.name=Ben", "-c", "user.email=ben@example.com", "commit", "--quiet", "--allow-empty", "--message", "feat: other");
  git("push", "--quiet");
}
`,
  });
  const { code, value } = await relspec("run");
  expect([code, value.error.code]).toEqual([3, "RS_PLAN_CONFLICT"]);
  expect(value.error.suggestions[0]).toContain("relspec undo && git pull --rebase origin main && relspec run");
  expect(project.git("tag")).toBe("");
}

test("taken back as suggested, nothing of it is left, and the next run releases what is there now", async () => {
  await overtaken();
  expect((await relspec("undo")).value.outcome).toBe("undone");
  expect([project.git("status", "--porcelain"), project.git("tag")]).toEqual(["", ""]);
  project.git("pull", "--quiet", "--rebase", "origin", "main");
  expect((await relspec("run")).value).toMatchObject({ outcome: "released", release: { version: "1.0.0" } });
  expect(project.git("log", "--format=%s", "origin/main").split("\n").slice(0, 2)).toEqual([
    "chore(release): 1.0.0 [skip ci]",
    "feat: other",
  ]);
});

test("where the release commit was rebased first, the undo says so instead of leaving it", async () => {
  await overtaken();
  project.git("pull", "--quiet", "--rebase", "origin", "main");
  const { code, value } = await relspec("undo");
  expect([code, value.error.code]).toEqual([3, "RS_PLAN_CONFLICT"]);
  const [remedy] = value.error.suggestions as [string];
  const env = { ...process.env, GIT_EDITOR: "true" };
  execFileSync("git", ["-C", project.path, ...remedy.split(" && ")[0]!.split(" ").slice(1)], { env, stdio: "ignore" });
  expect((await relspec("undo")).value.outcome).toBe("undone");
  expect(project.git("log", "--format=%s", "-1")).toBe("feat: other");
  expect(project.git("status", "--porcelain")).toBe("");
});

test("tags that the server refuses do not stay behind", async () => {
  project = makeProject({ "relspec.yaml": "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n" });
  const hook = join(project.remote, "hooks/pre-receive");
  execFileSync("sh", [
    "-c",
    `printf '%s\\n' '#!/bin/sh' 'echo "tags are protected" >&2' 'exit 1' > "$0"; chmod +x "$0"`,
    hook,
  ]);
  const { code, value } = await relspec("run");
  expect([code, value.error.code]).toEqual([1, "RS_STEP_FAILED"]);
  expect(value.error.message).toContain("push the tag");
  expect(project.git("tag")).toBe("");
});
