import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeGitHub, startGitHub } from "../servers/github.ts";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli, startCli } from "./run-cli.ts";

/** Of `plan`, `run` and an error, as far as it is looked at. */
interface Answer {
  readonly outcome: string;
  readonly stages: readonly { readonly steps: readonly { readonly id: string }[] }[];
  readonly waitingFor: readonly { readonly missing: readonly string[] }[];
  readonly error: { readonly message: string };
}

const branch = "relspec/release-main";
let fake: FakeGitHub;
let project: TestProject;
const clones: string[] = [];

beforeEach(async () => {
  fake = await startGitHub();
  project = projectWith(specWith("  git: { commit: true }\n  changelog: {}\n"));
});
afterEach(async () => {
  project.remove();
  for (const each of clones.splice(0)) rmSync(each, { recursive: true, force: true });
  await fake.close();
});

const specWith = (plugins: string) => `apiVersion: relspec/v1
name: lib
ledger: git
plugins:
${plugins}  github: { repository: acme/lib, pullRequest: true }
`;

function projectWith(spec: string): TestProject {
  const made = makeProject({
    "relspec.yaml": spec,
    ".gitignore": ".relspec/\n",
  });
  // GitHub is where the remote is.
  const tagged = (name: string) => remote(made, "rev-parse", "--verify", "--quiet", `refs/tags/${name}^{commit}`);
  Object.assign(fake.state.tags, {
    has: (name: string) => tagged(name) !== "",
    get: (name: string) => tagged(name) || undefined,
    values: () => [tagged("v1.0.0")],
  });
  fake.state.branches = (name) => remote(made, "rev-parse", "--verify", "--quiet", `refs/heads/${name}`) || null;
  return made;
}

const env = () => ({ GITHUB_TOKEN: fake.token, GITHUB_API_URL: fake.url });
const at = (cwd = project.path) => ({ cwd, env: env() });
const remote = (of: TestProject, ...args: string[]): string => {
  try {
    return of.git("-C", of.git("remote", "get-url", "origin"), ...args).trim();
  } catch {
    return "";
  }
};
const json = async (args: string[], cwd = project.path) => {
  const { code, stdout } = await runCli([...args, "--json"], at(cwd));
  return { code, value: JSON.parse(stdout) as Answer };
};

/** As CI does it: a clone of its own, of what is on the remote now. */
function freshClone(): string {
  const path = mkdtempSync(join(tmpdir(), "relspec-clone-"));
  clones.push(path);
  project.git("clone", "--quiet", project.git("remote", "get-url", "origin").trim(), path);
  for (const [key, value] of [
    ["user.name", "Ana"],
    ["user.email", "ana@example.com"],
  ] as const)
    project.git("-C", path, "config", key, value);
  return path;
}

/** Merges the pull request the way that GitHub's button of that name does. */
function merge(how: "merge" | "squash"): string {
  const pull = fake.state.pulls.at(-1)!;
  const path = freshClone();
  const git = (...args: string[]) => project.git("-C", path, ...args);
  const { sha } = pull.head;
  if (how === "merge") git("merge", "--quiet", "--no-ff", "-m", `Merge pull request #${pull.number}`, sha);
  else {
    git("merge", "--quiet", "--squash", sha);
    git("commit", "--quiet", "-m", `${pull.title} (#${pull.number})`);
  }
  git("push", "--quiet", "origin", "HEAD:main", `${sha}:refs/pull/${pull.number}/head`);
  Object.assign(pull, { state: "closed", merged: true, merge_commit_sha: git("rev-parse", "HEAD").trim() });
  return pull.merge_commit_sha ?? "";
}

describe("a release by pull request on GitHub", { timeout: 240_000 }, () => {
  it.each(["merge", "squash"] as const)("is proposed once, waits, and is released by a %s", async (how) => {
    const plan = await json(["plan"]);
    expect(plan.code).toBe(0);
    expect(plan.value.stages.flatMap(({ steps }) => steps.map(({ id }) => id))).toEqual([
      "build/changelog/write",
      "build/git/commit",
      "build/git/push:release",
      "build/github/pull-request",
      "prepare/github/merged",
      "deploy/github/release",
      "deploy/git/tag",
      "deploy/github/publish",
    ]);
    expect(fake.writes()).toEqual([]);

    for (const _ of ["first", "again"]) {
      const { code, value } = await json(["run"], freshClone());
      expect([code, value.outcome]).toEqual([4, "waiting"]);
      expect(value.waitingFor[0]?.missing[0]).toMatch(/^Merge #\d+ to release: http/);
    }
    expect(fake.state.pulls).toHaveLength(1);
    const [pull] = fake.state.pulls;
    expect(pull).toMatchObject({ title: "chore(release): lib 1.0.0", head: { ref: branch }, base: { ref: "main" } });
    expect(pull?.body).toMatch(
      /^Merging this releases lib 1\.0\.0\.\n\n[^]*begin[^]*\n\n<!-- relspec: lib-1\.0\.0-\w+ [0-9a-f]{40} -->$/,
    );
    expect(remote(project, "show", `${branch}:CHANGELOG.md`)).toContain("## [1.0.0]");
    expect(remote(project, "log", "-1", "--format=%s", branch)).toBe("chore(release): 1.0.0");
    expect(remote(project, "tag")).toBe("");

    const merged = merge(how);
    const clone = freshClone();
    const { code, value } = await json(["run"], clone);
    expect([code, value.outcome]).toEqual([0, "released"]);
    expect(remote(project, "rev-parse", "v1.0.0^{commit}")).toBe(merged);
    expect(fake.state.releases).toMatchObject([{ tag_name: "v1.0.0", target_commitish: merged, draft: false }]);
    expect((await json(["run"], freshClone())).value).toMatchObject({ outcome: "nothing-to-release" });
    expect((await json(["audit", "verify"], clone)).code).toBe(0);
    expect(fake.state.pulls).toHaveLength(1);
  });

  it("is proposed once, however often the run is killed", async () => {
    const kills = [
      ({ method, path }: { method: string; path: string }) => method === "GET" && path.endsWith("/pulls"),
      ({ method, path }: { method: string; path: string }) => method === "POST" && path.endsWith("/pulls"),
    ];
    for (const kill of kills) {
      const child = startCli(["run"], at());
      fake.watch = (request) => void (kill(request) && child.kill("SIGKILL"));
      await once(child, "exit");
    }
    delete fake.watch;
    expect((await json(["run"])).code).toBe(4);
    expect(fake.state.pulls).toHaveLength(1);
    expect(fake.state.pulls[0]?.body).toContain("<!-- relspec: lib-1.0.0-");
  });

  it("follows the branch where a newer commit may take its place, and keeps to what was merged", async () => {
    project.remove();
    project = projectWith(readFileSync(join(repository, "examples/pull-request/relspec.yaml"), "utf8"));
    expect((await json(["run"], freshClone())).code).toBe(4);
    const first = fake.state.pulls[0]!.head.sha;
    project.write("b.txt", "b");
    project.commit("feat: more to see");
    project.git("push", "--quiet", "origin", "main");
    expect((await json(["run"], freshClone())).code).toBe(4);
    expect(fake.state.pulls).toHaveLength(1);
    const [pull] = fake.state.pulls;
    expect(pull?.head.sha).not.toBe(first);
    expect(pull?.body).toContain("more to see");

    const merged = merge("squash");
    expect((await json(["run"], freshClone())).value).toMatchObject({ outcome: "released" });
    expect(remote(project, "rev-parse", "v1.0.0^{commit}")).toBe(merged);
  });

  it("that was closed is not released, and undo takes the proposal back", async () => {
    expect((await json(["run"])).code).toBe(4);
    fake.state.pulls[0]!.state = "closed";
    const { code, value } = await json(["run"]);
    expect(code).toBe(3);
    expect(JSON.stringify(value)).toContain("was closed and not merged");
    fake.state.pulls[0]!.state = "open";
    expect((await json(["undo", "--yes"])).code).toBe(0);
    expect(fake.state.pulls[0]?.state).toBe("closed");
    expect(remote(project, "branch", "--list", branch)).toBe("");
  });

  it("is refused where others have committed to its branch, or what was merged is more than was planned", async () => {
    expect((await json(["run"])).code).toBe(4);
    const path = freshClone();
    const git = (...args: string[]) => project.git("-C", path, ...args);
    // The branch gets something else while the pull request is open, and all is squashed into one commit.
    writeFileSync(join(path, "unplanned.txt"), "x");
    git("add", "--all");
    git("commit", "--quiet", "-m", "fix: unplanned");
    git("push", "--quiet", "origin", "HEAD:main");
    merge("squash");
    const { code, value } = await json(["run"], freshClone());
    expect(code).not.toBe(0);
    expect(JSON.stringify(value)).toContain("merged into more than it was proposed for");
    expect(remote(project, "tag")).toBe("");
  });

  it("needs a release commit, and a file to propose", async () => {
    project.remove();
    project = projectWith(specWith("  git: {}\n"));
    expect((await json(["plan"])).value.error).toMatchObject({
      code: "RS_SPEC_INVALID",
      suggestions: ["Write `git: { commit: true }` in the spec."],
    });
    project.remove();
    project = projectWith(specWith("  git: { commit: true }\n"));
    const { code, value } = await json(["run"]);
    expect(code).toBe(1);
    expect(value.error.message).toContain("writes no file, so there is nothing to merge");
    expect(fake.state.pulls).toEqual([]);
  });
});
