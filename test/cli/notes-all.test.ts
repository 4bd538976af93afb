import { afterEach, expect, test } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let project: TestProject | undefined;
afterEach(() => project?.remove());

const spec = "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n";

test("`notes --all` tells of every tagged release without a ledger, newest first, and of nothing that is not released", async () => {
  project = makeProject({ "relspec.yaml": spec }, "feat: begin");
  project.git("tag", "v1.0.0");
  project.commit("fix: a crash\n\nCloses #7");
  project.commit("feat(api): a `$(thing)` {{secrets.X}} <b>now</b>");
  project.commit('Revert "fix: a crash"\n\nThis reverts commit ' + project.git("rev-parse", "HEAD~1") + ".");
  project.git("tag", "-a", "-m", "x", "v1.1.0");
  project.git("tag", "unrelated");
  project.commit("feat: not yet");
  const { stdout, code } = await runCli(["notes", "--all"], { cwd: project.path });
  expect(code).toBe(0);
  expect(stdout.replaceAll(/\(\d{4}-\d\d-\d\d\)/g, "(DAY)").replaceAll(/\([0-9a-f]{7}\)/g, "(ID)")).toBe(
    "# Changelog\n\n## 1.1.0 (DAY)\n\n### Features\n\n- **api:** a `$(thing)` {{secrets.X}} \\<b\\>now\\</b\\> (ID)\n\n## 1.0.0 (DAY)\n\n### Features\n\n- begin (ID)\n",
  );
  const json = await runCli(["notes", "--all", "--json"], { cwd: project.path });
  expect(JSON.parse(json.stdout)).toMatchObject({ release: null, notes: stdout });
});

test("of several packages each release is named, and `--package` gives those of one", async () => {
  project = makeProject({
    "relspec.yaml": "apiVersion: relspec/v1\nname: lib\nplugins: { git: {}, npm: {} }\n",
    "package.json": '{ "name": "all", "private": true, "workspaces": ["packages/*"] }',
    "packages/a/package.json": '{ "name": "a", "version": "0.0.0" }',
    "packages/b/package.json": '{ "name": "b", "version": "0.0.0" }',
  });
  project.git("tag", "a@1.0.0");
  project.write("packages/b/x.js", "1");
  project.commit("fix: only b");
  project.git("tag", "b@1.0.0");
  const all = await runCli(["notes", "--all"], { cwd: project.path });
  expect(all.stdout.match(/^## .*(?= \()|^- .*(?= \()/gm)).toEqual([
    "## b 1.0.0",
    "- begin",
    "- only b",
    "## a 1.0.0",
    "- begin",
  ]);
  const own = await runCli(["notes", "--all", "--package", "a"], { cwd: project.path });
  expect(own.stdout.match(/^## .*(?= \()/gm)).toEqual(["## a 1.0.0"]);
  const none = await runCli(["notes", "--all", "--package", "c"], { cwd: project.path });
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('There is no package "c"');
});

test("a shallow clone is completed first; where that is not possible it is refused", async () => {
  project = makeProject({ "relspec.yaml": spec }, "feat: begin");
  project.git("tag", "v1.0.0");
  project.commit("fix: a crash");
  project.git("push", "--quiet", "--tags");
  const clone = `${project.path}-clone`;
  project.git("clone", "--quiet", "--depth", "1", `file://${project.remote}`, clone);
  expect((await runCli(["notes", "--all"], { cwd: clone })).stdout).toContain("- begin");
  const orphan = `${project.path}-orphan`;
  project.git("clone", "--quiet", "--depth", "1", `file://${project.remote}`, orphan);
  project.git("-C", orphan, "remote", "remove", "origin");
  const refused = await runCli(["notes", "--all"], { cwd: orphan });
  expect(refused.stderr).toContain("RS_PLAN_HISTORY");
  expect(refused.stdout).toBe("");
});

test("a history without releases gives nothing, and says why", async () => {
  project = makeProject({ "relspec.yaml": spec }, "feat: begin");
  const { stdout, stderr, code } = await runCli(["notes", "--all"], { cwd: project.path });
  expect([stdout, code]).toEqual(["", 0]);
  expect(stderr).toContain("version.tag");
});
