import { execFile } from "node:child_process";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Json, JsonObject } from "@relspec/core";
import { planningFacts, spec } from "@relspec/core/testing";
import git from "@relspec/plugin-git";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GitHost, type RepositoryOptions, startGitHost } from "../servers/git-host.ts";
import { type GitBench, gitEnv, startGitBench, type UsedPlugin } from "./git-bench.ts";

const run = promisify(execFile);
const step = "build/git/commit";
let host: GitHost;
let benches: GitBench[] = [];
let count = 0;
beforeAll(async () => void (host = await startGitHost({ users: { ana: "a", bot: "b" } })));
afterAll(() => host.close());
afterEach(async () => {
  await Promise.all(benches.map((bench) => bench.close()));
  benches = [];
});

async function setUp(options: RepositoryOptions = {}, bench: Parameters<typeof startGitBench>[0] = {}) {
  const server = await host.createRepository(`c${(count += 1)}`, options);
  const work = await startGitBench(bench);
  benches.push(work);
  await work.write(".gitignore", "dist/\n");
  await work.write("old.txt", "old");
  const base = await work.commit("feat: one", "package.json", '{"version":"1.0.0"}\n');
  await work.git("remote", "add", "origin", server.urlFor("bot"));
  await work.git("push", "--quiet", "--set-upstream", "origin", "main");
  await work.git("remote", "set-url", "origin", server.urlFor("ana"));
  const refs = async (): Promise<Record<string, string>> => {
    const { stdout } = await run("git", ["-C", server.path, "for-each-ref", "--format=%(refname) %(objectname)"], {
      env: gitEnv,
    });
    return Object.fromEntries(
      stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(" ") as [string, string]),
    );
  };
  return { work, base, server, refs };
}

/** What the write turn does: a tracked file changed, one removed, a new one that a step names, and things of no concern. */
async function writeVersion(work: GitBench): Promise<Record<string, Json>> {
  await work.write("package.json", '{"version":"1.1.0"}\n');
  await work.write("CHANGELOG.md", "# Changelog\n");
  await work.write("junk.tmp", "x");
  await work.write("dist/out.js", "x");
  await rm(join(work.root, "old.txt"));
  return {
    "build/changelog/write": { path: "CHANGELOG.md" },
    "build/x": { files: ["dist/out.js", "../../etc/passwd", "/etc/passwd"] },
  };
}

async function commitAll(work: GitBench, used: UsedPlugin): Promise<{ target: JsonObject; commit: string }> {
  const { target } = await used.plan("commit");
  const result = (await used.apply("commit", target, await writeVersion(work))) as { commit: string };
  return { target, commit: result.commit };
}

describe("git/commit", () => {
  it("commits what the release wrote on top of the planned commit, and leaves the tree clean", async () => {
    const { work, base } = await setUp();
    const used = await work.use(git, { commit: true });
    const { target, summary } = await used.plan("commit");
    expect(summary).toBe('commit "chore(release): 1.1.0 [skip ci]"');
    expect(await used.check("commit", target)).toEqual({ state: "absent" });
    const { commit } = await commitAll(work, used);
    expect(await work.git("rev-parse", "HEAD", "HEAD^", "--abbrev-ref", "HEAD")).toBe(`${commit}\n${base}\nmain`);
    expect(await work.git("diff-tree", "-r", "--name-status", "--no-commit-id", base, commit)).toBe(
      "A\tCHANGELOG.md\nD\told.txt\nM\tpackage.json",
    );
    expect(await work.git("status", "--porcelain")).toBe("?? junk.tmp");
    expect(await work.git("log", "-1", "--format=%an <%ae> %s|%cn")).toBe(
      "relspec <relspec@noreply.invalid> chore(release): 1.1.0 [skip ci]|relspec",
    );
    expect(await used.check("commit", target)).toEqual({ state: "present", result: { commit } });
    expect(await used.apply("commit", target)).toEqual({ commit });
    await work.git("fsck", "--strict");
  });

  it("gives the same commit on any machine, from a folder of the repository as well", async () => {
    const commits: string[] = [];
    const dates = { GIT_AUTHOR_DATE: "1700000000 +0000", GIT_COMMITTER_DATE: "1700000000 +0000" };
    for (const env of [
      { ...dates, TZ: "Asia/Tokyo", GIT_COMMITTER_NAME: "Ana" },
      { ...dates, TZ: "America/Lima", GIT_COMMITTER_NAME: "Ana" },
    ]) {
      const { work } = await setUp({}, { env, folder: "packages/lib" });
      await work.git("config", "user.name", env.TZ);
      const { commit } = await commitAll(
        work,
        await work.use(git, { commit: { message: "v{{version}}" }, author: { name: "Bot", email: "bot@x" } }),
      );
      expect(await work.git("status", "--porcelain")).toBe("?? packages/lib/junk.tmp");
      expect(await work.git("show", "--name-only", "--format=%s|%an", commit)).toBe(
        "v1.1.0|Bot\n\npackages/lib/CHANGELOG.md\npackages/lib/old.txt\npackages/lib/package.json",
      );
      commits.push(commit);
    }
    expect(commits[0]).toBe(commits[1]);
  });

  it("commits only the paths that are named, hostile ones as they are", async () => {
    const { work, base } = await setUp();
    const names = ["-rf", "*.json", ":(top)x", "new\nline", "sub/$(touch pwned)"];
    for (const name of names) await work.write(name, "x");
    const used = await work.use(git, { commit: { paths: ["-rf", "*.json", ":(top)x", "new\nline", "sub"] } });
    const { target } = await used.plan("commit");
    await work.write("package.json", "changed");
    const { commit } = (await used.apply("commit", target)) as { commit: string };
    expect(
      (await work.git("diff-tree", "-r", "-z", "--name-only", "--no-commit-id", base, commit))
        .split("\0")
        .filter(Boolean)
        .toSorted(),
    ).toEqual(names.toSorted());
    expect(await work.git("status", "--porcelain")).toBe("M package.json");
  });

  it("goes on with the released commit itself when nothing was written", async () => {
    const { work, base } = await setUp();
    const used = await work.use(git, { commit: true });
    const { target } = await used.plan("commit");
    expect(await used.apply("commit", target)).toEqual({ commit: base });
    await used.undo("commit", target, { commit: base });
    expect(await work.git("rev-parse", "HEAD")).toBe(base);
  });

  it("ends what a killed run began: nothing moved yet, or the index and not the branch", async () => {
    const { work } = await setUp();
    const used = await work.use(git, { commit: true });
    const { target, commit } = await commitAll(work, used);
    const base = target["parent"] as string;
    // Killed before the branch was moved: the index already is the new one.
    await work.git("update-ref", "HEAD", base);
    expect(await used.check("commit", target)).toEqual({ state: "absent" });
    expect(await used.apply("commit", target, { "build/changelog/write": { path: "CHANGELOG.md" } })).toEqual({
      commit,
    });
    expect(await work.git("status", "--porcelain")).toBe("?? junk.tmp");
    // Killed before the index: the files are there, nothing else.
    await work.git("reset", "--quiet", "--mixed", base);
    expect(await used.apply("commit", target, { "build/changelog/write": { path: "CHANGELOG.md" } })).toEqual({
      commit,
    });
    expect(await work.git("status", "--porcelain")).toBe("?? junk.tmp");
  });

  it("does not take another's commit for its own, and moves no other branch", async () => {
    const { work, base } = await setUp();
    const used = await work.use(git, { commit: true });
    const { target } = await used.plan("commit");
    await work.git("commit", "--quiet", "--allow-empty", "-m", String(target["message"]));
    expect(await used.check("commit", target)).toEqual({ state: "absent" });
    await expect(used.apply("commit", target)).rejects.toMatchObject({ code: "RS_PLAN_TREE" });
    await work.git("switch", "--quiet", "-c", "side", base);
    await expect(used.apply("commit", target)).rejects.toMatchObject({
      code: "RS_PLAN_TREE",
      suggestions: ["git switch main"],
    });
    await expect(used.apply("commit", { ...target, branch: null })).rejects.toMatchObject({
      code: "RS_PLAN_TREE",
      suggestions: ["git switch BRANCH"],
    });
  });

  it("is taken back as long as it is only here: the branch and the index as before, the files left to their own steps", async () => {
    const { work, base } = await setUp();
    const used = await work.use(git, { commit: true });
    const { target, commit } = await commitAll(work, used);
    await used.undo("commit", target, { commit });
    await used.undo("commit", target, { commit });
    expect(await work.git("rev-parse", "HEAD")).toBe(base);
    expect(await work.git("diff", "--cached", "--name-only")).toBe("");
    expect(await work.git("status", "--porcelain")).toBe("D old.txt\n M package.json\n?? CHANGELOG.md\n?? junk.tmp");
  });

  it("says what holds it up when another git is at work", async () => {
    const { work } = await setUp();
    const used = await work.use(git, { commit: true });
    const { target } = await used.plan("commit");
    const results = await writeVersion(work);
    await writeFile(join(work.root, ".git/index.lock"), "");
    await expect(used.apply("commit", target, results)).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      retryable: true,
      message: /Another git process/,
    });
    await rm(join(work.root, ".git/index.lock"));
    await used.apply("commit", target, results);
  });
});

describe("a release with a commit", () => {
  const options = { commit: true };

  it("contributes the commit to the build, and tags it in the deployment", () => {
    const facts = planningFacts({ spec: spec({ plugins: [{ name: "git", options: { commit: true } }] }) });
    const { contribute } = git.setup({
      remote: "origin",
      push: true,
      annotated: true,
      sign: false,
      message: "x",
      commit: true,
    });
    expect(contribute?.build?.(facts)).toEqual([{ id: "git/commit", uses: "git/commit", with: {}, turn: "commit" }]);
    expect(contribute?.deploy?.(facts)).toEqual([
      { id: "git/tag", uses: "git/tag", with: { "commit-step": step }, turn: "mark", needs: [step] },
    ]);
    const without = git.setup({
      remote: "origin",
      push: true,
      annotated: true,
      sign: false,
      message: "x",
      commit: false,
    }).contribute;
    expect(without?.build).toBeUndefined();
    expect(without?.deploy?.(planningFacts())).toEqual([{ id: "git/tag", uses: "git/tag", with: {}, turn: "mark" }]);
  });

  async function release(work: GitBench) {
    const used = await work.use(git, options);
    const tag = await used.plan("tag", { "commit-step": step });
    expect(tag.knownAfter).toEqual({ commit: step });
    expect(await used.check("tag", tag.target)).toEqual({ state: "absent" });
    const { target, commit } = await commitAll(work, used);
    return { used, commit, commitTarget: target, target: tag.target, results: { [step]: { commit } } };
  }

  it("pushes the branch and the tags at once", async () => {
    const { work, refs } = await setUp();
    const { used, commit, target, results } = await release(work);
    const result = await used.apply("tag", target, results);
    expect(await refs()).toEqual({ "refs/heads/main": commit, "refs/tags/v1.1.0": expect.any(String) });
    expect(await used.check("tag", target, results)).toEqual({ state: "present", result });
    expect(await work.git("rev-parse", "v1.1.0^{commit}")).toBe(commit);
  });

  it("pushes neither when the branch has moved on", async () => {
    const { work, server, refs } = await setUp();
    const { used, target, results } = await release(work);
    const other = await startGitBench({ clone: [server.urlFor("bot")] });
    benches.push(other);
    const theirs = await other.commit("fix: other");
    await other.git("push", "--quiet");
    await expect(used.apply("tag", target, results)).rejects.toMatchObject({
      code: "RS_PLAN_CONFLICT",
      message: 'The branch "main" on "origin" has commits that are not here.',
      suggestions: [
        "relspec undo && git pull --rebase origin main && relspec run   # the release of what is there now",
      ],
    });
    expect(await refs()).toEqual({ "refs/heads/main": theirs });
  });

  it("explains a protected branch, and pushes no tag then", async () => {
    const { work, refs, base } = await setUp({ protectedBranches: { main: ["bot"] } });
    const { used, target, results } = await release(work);
    await expect(used.apply("tag", target, results)).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      retryable: false,
      message: expect.stringContaining('do not let this user push to the branch "main"'),
      suggestions: [expect.stringContaining("bypass the protection"), expect.stringContaining("Take `commit` out")],
    });
    expect(await refs()).toEqual({ "refs/heads/main": base });
  });

  it("pushes the branch first where the server takes nothing atomic, and goes on from there", async () => {
    const { work, refs, base } = await setUp({ atomic: false });
    const { used, commit, target, results } = await release(work);
    // The first push, of the branch, gets through; the second breaks off.
    host.fail({ on: "push", call: () => void host.fail({ on: "push", reset: true }) });
    await expect(used.apply("tag", target, results)).rejects.toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
    });
    expect(await refs()).toEqual({ "refs/heads/main": commit });
    expect(await used.check("tag", target, results)).toEqual({ state: "absent" });
    await used.apply("tag", target, results);
    expect(Object.keys(await refs())).toEqual(["refs/heads/main", "refs/tags/v1.1.0"]);
    expect(base).not.toBe(commit);
  });

  it("is taken back by a commit that restores what was before: a public branch is not rewound", async () => {
    const { work, refs, base } = await setUp();
    const { used, commit, target, commitTarget, results } = await release(work);
    const result = await used.apply("tag", target, results);
    for (let times = 0; times < 2; times += 1) {
      await used.undo("tag", target, result);
      await used.undo("commit", commitTarget, { commit });
    }
    const { "refs/heads/main": tip, ...others } = await refs();
    expect(others).toEqual({});
    expect(await work.git("rev-parse", "HEAD", "HEAD^", "HEAD^{tree}")).toBe(
      `${tip}\n${commit}\n${await work.git("rev-parse", `${base}^{tree}`)}`,
    );
    expect(await work.git("diff", "--cached", "--name-only")).toBe("");
    expect(work.log).toEqual([]);
  });

  it("leaves the commit where others have built on it, and says so", async () => {
    const { work, server, refs } = await setUp();
    const { used, target, results } = await release(work);
    const result = await used.apply("tag", target, results);
    const other = await startGitBench({ clone: [server.urlFor("bot")] });
    benches.push(other);
    const theirs = await other.commit("fix: other");
    await other.git("push", "--quiet");
    await used.undo("tag", target, result);
    expect(await refs()).toEqual({ "refs/heads/main": theirs });
    expect(work.log.join()).toContain("has moved on from the release commit");
  });
});

describe("git/push", () => {
  it("moves a branch forward, knows when it has, and never moves it aside", async () => {
    const { work, server, refs } = await setUp();
    const used = await work.use(git);
    const next = await work.commit("fix: two");
    const { target } = await used.plan("push");
    expect(await used.check("push", target)).toEqual({ state: "absent" });
    await used.apply("push", target);
    expect(await refs()).toEqual({ "refs/heads/main": next });
    expect(await used.check("push", target)).toEqual({ state: "present", result: { commit: next } });
    const other = await startGitBench({ clone: [server.urlFor("bot")] });
    benches.push(other);
    await other.commit("fix: on top");
    await other.git("push", "--quiet");
    const before = await work.git("for-each-ref");
    expect(await used.check("push", target)).toEqual({ state: "present", result: { commit: next } });
    expect(await work.git("for-each-ref")).toBe(before);
    const aside = await work.commit("fix: aside");
    const { target: second } = await used.plan("push");
    expect(await used.check("push", second)).toMatchObject({
      state: "conflict",
      suggestions: ["git pull --rebase origin main"],
    });
    await expect(used.apply("push", second)).rejects.toMatchObject({
      code: "RS_PLAN_CONFLICT",
      suggestions: ["git pull --rebase origin main"],
    });
    expect(Object.values(await refs())).not.toContain(aside);
    const { target: own } = await used.plan("push", { branch: "release/1.x" });
    await used.apply("push", own);
    expect(await refs()).toMatchObject({ "refs/heads/release/1.x": aside });
    await expect(used.plan("push", { branch: "--mirror" })).rejects.toMatchObject({ code: "RS_PLAN_INVALID" });
  });
});

it("keeps a user's own hooks in force", async () => {
  const { work } = await setUp();
  const hook = join(work.root, ".git/hooks/pre-push");
  await writeFile(hook, "#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n");
  await chmod(hook, 0o755);
  const used = await work.use(git);
  const { target } = await used.plan("tag");
  await expect(used.apply("tag", target)).rejects.toMatchObject({
    code: "RS_STEP_FAILED",
    message: "`git push` failed: not on a Friday.",
  });
});
