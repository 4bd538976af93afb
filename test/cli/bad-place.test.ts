import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runBoth, runCli, runInTurn } from "./run-cli.ts";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: {}, exec: {} }
stages:
  build:
    steps: [{ id: count, uses: exec/run, with: { command: [node, -e, "fs.appendFileSync('.relspec/count', 'x')"] } }]
`;

let project: TestProject;
let folder: string;
beforeEach(() => {
  project = makeProject({ "relspec.yaml": spec });
  folder = mkdtempSync(join(tmpdir(), "relspec-place-"));
});
afterEach(() => {
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync("git", ["-C", cwd, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const remoteTags = () => git(project.remote, "tag");
const times = (cwd: string) =>
  existsSync(join(cwd, ".relspec/count")) ? readFileSync(join(cwd, ".relspec/count"), "utf8").length : 0;
const refused = (json: unknown) => (json as { error: { code: string; message: string; suggestions: string[] } }).error;

/** Both ways of asking are refused alike, and nothing was begun. */
async function isRefused(cwd: string, args: readonly string[], exit: number, code: string) {
  const both = await runInTurn(args, { cwd });
  const error = refused(both.json);
  expect([both.code, error.code]).toEqual([exit, code]);
  expect(both.plain.stderr).toContain(code);
  expect(both.plain.stdout).toBe("");
  expect(error.suggestions.length).toBeGreaterThan(0);
  expect(times(cwd)).toBe(0);
  return error;
}

/** One run releases it, all of it once; the commit its tag is on. */
async function isReleased(cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(["run", "--json"], { cwd });
  expect([code, JSON.parse(stdout).outcome, code === 0 ? "" : stderr]).toEqual([0, "released", ""]);
  expect(times(cwd)).toBe(1);
  expect(remoteTags()).toBe("v1.0.0");
  return git(project.remote, "rev-parse", "v1.0.0^{}");
}

describe("a place that is not fit for a release", () => {
  it("is no git repository, then one with no commits, then one to release from", async () => {
    writeFileSync(join(folder, "relspec.yaml"), spec);
    const nowhere = await isRefused(folder, ["plan"], 2, "RS_SPEC_LOCATION");
    git(folder, "init", "--quiet", "--initial-branch=main");
    const empty = await isRefused(folder, ["plan"], 2, "RS_SPEC_LOCATION");

    expect(nowhere).toMatchObject({
      message: "The project is not in a git repository.",
      suggestions: ["git init", "git clone URL"],
    });
    expect(empty).toMatchObject({
      message: "The repository has no commits yet.",
      suggestions: ['git add --all && git commit -m "feat: begin"'],
    });

    git(folder, "config", "user.name", "Ana");
    git(folder, "config", "user.email", "ana@example.com");
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "feat: begin");
    expect((await runCli(["plan"], { cwd: folder })).code).toBe(0);
  });

  it("is a shallow clone whose remote cannot be asked for the rest, until it can", async () => {
    project.commit("fix: more");
    git(folder, "clone", "--quiet", "--depth", "1", `file://${project.remote}`, "clone");
    const clone = join(folder, "clone");
    git(clone, "config", "user.name", "Ana");
    git(clone, "config", "user.email", "ana@example.com");
    renameSync(project.remote, `${project.remote}-away`);
    for (const command of ["plan", "run"]) {
      const error = await isRefused(clone, [command], 3, "RS_PLAN_HISTORY");
      expect(error.suggestions).toContain("git fetch --unshallow --tags");
    }

    renameSync(`${project.remote}-away`, project.remote);
    await isReleased(clone);
  });

  it("has changed files, until they are committed", async () => {
    project.write("relspec.yaml", `${spec}# changed\n`);
    const { message } = await isRefused(project.path, ["run"], 3, "RS_PLAN_TREE");
    expect(message).toContain("relspec.yaml");

    project.git("checkout", "--quiet", "--", "relspec.yaml");
    await isReleased(project.path);
  });
});

describe("a tag on another commit", () => {
  it("is a conflict that names both, here or on the remote only, and is never moved", async () => {
    project.git("checkout", "--quiet", "--orphan", "other");
    project.git("commit", "--quiet", "--message", "another beginning");
    const other = project.git("rev-parse", "--short=9", "HEAD");
    project.git("tag", "v1.0.0");
    project.git("push", "--quiet", "origin", "v1.0.0");
    project.git("checkout", "--quiet", "main");
    const head = project.git("rev-parse", "--short=9", "HEAD");

    for (const here of [true, false]) {
      if (!here) project.git("tag", "--delete", "v1.0.0");
      const plan = await runBoth(["plan"], { cwd: project.path });
      expect(plan.code).toBe(0);
      expect(plan.plain.stdout).toContain("1 conflict");
      const { message } = await isRefused(project.path, ["run"], 3, "RS_PLAN_CONFLICT");
      expect(message).toBe(`deploy/git/tag: The tag "v1.0.0" stands on ${other} on origin; the release is of ${head}.`);
    }

    expect(git(project.remote, "rev-parse", "--short=9", "v1.0.0")).toBe(other);
    project.git("push", "--quiet", "origin", ":v1.0.0");
    // The run has looked at the remote's tags, and this clone has the tag again.
    project.git("tag", "--delete", "v1.0.0");
    await isReleased(project.path);
  });
});

describe("a place that is unusual", () => {
  it.each([
    ["a folder with spaces, accents and quotes", "my projects/größe \"x\" 'y' $HOME;é"],
    ["a folder that begins with a dash", "-rf"],
  ])("%s is a place like any other", async (_, name) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    git(folder, "clone", "--quiet", project.remote, path);
    git(path, "config", "user.name", "Ana");
    git(path, "config", "user.email", "ana@example.com");
    await isReleased(path);
    expect((await runCli(["audit", "verify"], { cwd: path })).code).toBe(0);
  });

  it("a detached checkout releases exactly that commit, though the branch has moved on", async () => {
    const tested = project.git("rev-parse", "HEAD");
    project.commit("feat!: not tested yet");
    project.git("checkout", "--quiet", "--detach", tested);
    expect(await isReleased(project.path)).toBe(tested);
  });

  it("a linked worktree releases what it has checked out", async () => {
    const path = join(folder, "tree");
    project.git("worktree", "add", "--quiet", "--detach", path);
    expect(await isReleased(path)).toBe(project.git("rev-parse", "HEAD"));
  });

  it("a submodule is released by itself", async () => {
    const outer = join(folder, "outer");
    git(folder, "init", "--quiet", "--initial-branch=main", outer);
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", project.remote, "inner");
    const inner = join(outer, "inner");
    git(inner, "config", "user.name", "Ana");
    git(inner, "config", "user.email", "ana@example.com");
    expect(await isReleased(inner)).toBe(git(inner, "rev-parse", "HEAD"));
  });

  it("a repository of SHA-256 is planned and released", async () => {
    const path = join(folder, "sha256");
    const remote = join(folder, "sha256.git");
    git(folder, "init", "--quiet", "--object-format=sha256", "--initial-branch=main", path);
    git(folder, "init", "--quiet", "--object-format=sha256", "--bare", "--initial-branch=main", remote);
    git(path, "config", "user.name", "Ana");
    git(path, "config", "user.email", "ana@example.com");
    git(path, "remote", "add", "origin", remote);
    writeFileSync(join(path, "relspec.yaml"), spec);
    writeFileSync(join(path, ".gitignore"), ".relspec/\n");
    git(path, "add", "--all");
    git(path, "commit", "--quiet", "--message", "feat: begin");
    git(path, "push", "--quiet", "--set-upstream", "origin", "main");

    const { stdout, code } = await runCli(["run", "--json"], { cwd: path });
    expect([code, JSON.parse(stdout).outcome]).toEqual([0, "released"]);
    expect(git(remote, "rev-parse", "v1.0.0^{}")).toBe(git(path, "rev-parse", "HEAD"));
    expect((await runCli(["history", "--json"], { cwd: path })).stdout).toContain('"released"');
  });

  it("a spec in a folder of the repository is of that repository", async () => {
    project.git("rm", "--quiet", "relspec.yaml");
    project.write("tools/release/relspec.yaml", spec);
    project.commit("chore: move the spec");
    const path = join(project.path, "tools/release");
    await isReleased(path);
    expect((await runCli(["status", "--cwd", "tools/release"], { cwd: project.path })).code).toBe(0);
  });
});
