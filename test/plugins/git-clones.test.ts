import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Plan } from "@relspec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { type GitHost, startGitHost } from "../servers/git-host.ts";
import { gitEnv } from "./git-bench.ts";

const run = promisify(execFile);
let host: GitHost;
let dir: string;
/** Addresses of one history: over HTTP, as files. */
const remotes = { http: "", file: "", path: "" };
let full: Plan;
let tip = "";
let count = 0;

const git = async (cwd: string, ...argv: readonly string[]): Promise<string> =>
  (await run("git", argv, { cwd, env: { ...gitEnv, HOME: dir } })).stdout.trim();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "relspec-clones-"));
  host = await startGitHost();
  const repository = await host.createRepository("lib");
  Object.assign(remotes, { http: repository.url, file: `file://${repository.path}`, path: repository.path });
  const work = join(dir, "origin");
  await run("git", ["init", "--quiet", "--initial-branch=main", work], { env: gitEnv });
  const commit = async (message: string, file: string) => {
    await writeFile(join(work, file), `${message} ${(count += 1)}\n`);
    await git(work, "add", "--all");
    await git(work, "commit", "--quiet", "--message", message);
  };
  await writeFile(join(work, "relspec.yaml"), "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n");
  for (let at = 0; at < 12; at += 1) await commit(`feat: old ${at}`, `old-${at}.txt`);
  await git(work, "tag", "--annotate", "--message=x", "v1.4.0");
  for (let at = 0; at < 5; at += 1) await commit(`fix: between ${at}`, "a.txt");
  // A branch that began before the release, and was merged after it.
  await git(work, "switch", "--quiet", "-c", "side", "HEAD~3");
  await commit("feat: aside", "side.txt");
  await git(work, "switch", "--quiet", "main");
  await git(work, "tag", "v1.4.1");
  await git(work, "merge", "--quiet", "--no-edit", "side");
  for (let at = 0; at < 4; at += 1) await commit(`fix: new ${at}`, "b.txt");
  await git(work, "push", "--quiet", repository.path, "main", "side", "--tags", "HEAD:refs/pull/7/merge");
  tip = await git(work, "rev-parse", "HEAD");
  full = await plan(await clone(remotes.file));
}, 60_000);

afterAll(async () => {
  await host.close();
  await rm(dir, { recursive: true, force: true });
});

async function clone(address: string, ...options: readonly string[]): Promise<string> {
  const path = join(dir, `clone-${(count += 1)}`);
  await run("git", ["clone", "--quiet", ...options, address, path], { env: { ...gitEnv, HOME: dir } });
  return path;
}

const env = () => ({ HOME: dir, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" });

async function plan(cwd: string, added: Record<string, string> = {}): Promise<Plan> {
  const { code, stdout } = await runCli(["plan", "--json"], { cwd, env: { ...env(), ...added } });
  const answer = JSON.parse(stdout) as Plan & { readonly error?: unknown };
  if (code !== 0) throw new Error(JSON.stringify(answer.error));
  return answer;
}

async function refusal(
  cwd: string,
): Promise<{ readonly code: number | null; readonly error: { code: string; message: string; suggestions: string[] } }> {
  const { code, stdout } = await runCli(["plan", "--json"], { cwd, env: env() });
  return {
    code,
    error: (JSON.parse(stdout) as { error: { code: string; message: string; suggestions: string[] } }).error,
  };
}

describe("a clone gives the plan of a full one", () => {
  const kinds: readonly (readonly [string, keyof typeof remotes, readonly string[]])[] = [
    ["of depth 1 over HTTP", "http", ["--depth=1"]],
    ["of depth 1 from files", "file", ["--depth=1"]],
    ["of depth 1 without tags", "http", ["--depth=1", "--no-tags"]],
    ["of depth 5, which ends on both sides of a merge", "http", ["--depth=5"]],
    ["that is deep enough", "file", ["--depth=15"]],
    ["of one branch", "http", ["--single-branch"]],
    ["without tags", "http", ["--no-tags"]],
    ["without files", "http", ["--filter=blob:none"]],
    ["without files and folders", "http", ["--filter=tree:0"]],
    ["of depth 1 without files and folders", "http", ["--depth=1", "--filter=tree:0"]],
  ];
  it("which has what was merged after the release", () => {
    expect(full).toMatchObject({ release: { version: "1.5.0", previous: "1.4.1" }, warnings: [] });
    expect(full.changes.map(({ header }) => header)).toContain("feat: aside");
  });

  it.each(kinds)("%s", async (_, remote, options) => {
    const path = await clone(remotes[remote], ...options);
    const before = await git(path, "for-each-ref");
    const made = await plan(path);
    expect(made.digest).toBe(full.digest);
    expect(made.changes.map(({ id }) => id)).toEqual(full.changes.map(({ id }) => id));
    expect(made.packages).toEqual(full.packages.map((each) => ({ ...each, notes: made.notes })));
    // Planning moves no ref.
    expect(await git(path, "for-each-ref")).toBe(before);
  });

  it("made as a CI system makes it: one commit, detached, with no branch and no tag", async () => {
    for (const ref of [tip, "refs/pull/7/merge"]) {
      const path = join(dir, `clone-${(count += 1)}`);
      await run("git", ["init", "--quiet", path], { env: gitEnv });
      await git(path, "remote", "add", "origin", remotes.http);
      await git(path, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", `+${ref}:refs/remotes/pull/7/merge`);
      await git(path, "checkout", "--quiet", "--detach", "refs/remotes/pull/7/merge");
      expect((await plan(path, { CI: "true", GITHUB_REF_NAME: "main" })).digest).toBe(full.digest);
    }
  });

  it("also where replace refs and grafts tell another history", async () => {
    const path = await clone(remotes.file);
    await git(path, "replace", "--graft", "HEAD~1");
    await writeFile(join(path, ".git/info/grafts"), `${await git(path, "rev-parse", "HEAD")}\n`);
    expect((await plan(path)).digest).toBe(full.digest);
  });

  it("with a commit of its own that is not pushed yet", async () => {
    const [whole, cut] = [await clone(remotes.http), await clone(remotes.http, "--depth=1")];
    const digests: string[] = [];
    for (const path of [whole, cut]) {
      const date = { GIT_AUTHOR_DATE: "2030-01-01T00:00:00Z", GIT_COMMITTER_DATE: "2030-01-01T00:00:00Z" };
      await run("git", ["commit", "--quiet", "--allow-empty", "-m", "feat: local"], {
        cwd: path,
        env: { ...gitEnv, ...date },
      });
      digests.push((await plan(path)).digest);
    }
    expect(digests[1]).toBe(digests[0]);
  });

  it("with several packages, each with the commits that touch it", async () => {
    const repository = await host.createRepository(`mono-${(count += 1)}`);
    const work = join(dir, `mono-${count}`);
    await run("git", ["init", "--quiet", "--initial-branch=main", work], { env: gitEnv });
    const spec =
      "apiVersion: relspec/v1\nname: mono\nplugins: { git: {} }\npackages: [{ name: a, path: a }, { name: b, path: b }]\n";
    await writeFile(join(work, "relspec.yaml"), spec);
    const commit = async (message: string, name: string) => {
      await run("mkdir", ["-p", join(work, name)]);
      await writeFile(join(work, name, "file.txt"), `${(count += 1)}`);
      await git(work, "add", "--all");
      await git(work, "commit", "--quiet", "-m", message);
    };
    for (const name of ["a", "b"]) {
      await commit(`feat: ${name}`, name);
      await git(work, "tag", `${name}@1.0.0`);
    }
    for (let at = 0; at < 130; at += 1) await git(work, "commit", "--quiet", "--allow-empty", "-m", `chore: ${at}`);
    await commit("fix: only a", "a");
    await git(work, "push", "--quiet", repository.path, "main", "--tags");
    const whole = await plan(await clone(repository.url));
    expect(whole.packages.map(({ name, to }) => [name, to])).toEqual([["a", "1.0.1"]]);
    for (const options of [["--depth=1"], ["--depth=1", "--filter=tree:0"], ["--filter=tree:0"]]) {
      const before = host.requests.filter(({ exchange }) => exchange === "fetch").length;
      const path = await clone(repository.url, ...options);
      expect((await plan(path)).digest).toBe(whole.digest);
      // However many commits there are: a handful of requests for all of them.
      expect(host.requests.filter(({ exchange }) => exchange === "fetch").length - before).toBeLessThan(14);
    }
  }, 60_000);

  it("and where nothing was ever released, the whole history", async () => {
    const repository = await host.createRepository(`first-${(count += 1)}`);
    const path = await clone(remotes.file, "--no-tags");
    await git(path, "push", "--quiet", repository.path, "main");
    const cut = await plan(await clone(repository.url, "--depth=2"));
    expect(cut.digest).toBe((await plan(await clone(repository.url))).digest);
    expect(cut.changes.length).toBeGreaterThan(20);
  });
});

describe("a clone that cannot be completed is refused with the reason", () => {
  it("the remote does not answer", async () => {
    const path = await clone(remotes.http, "--depth=1");
    await git(path, "remote", "set-url", "origin", "http://127.0.0.1:1/lib.git");
    const { code, error } = await refusal(path);
    expect([code, error.code]).toEqual([3, "RS_PLAN_HISTORY"]);
    expect(error.message).toContain('The connection to "origin" broke off');
    expect(error.suggestions).toContain("git fetch --unshallow --tags");
  });

  it("there is no remote", async () => {
    const path = await clone(remotes.http, "--depth=1");
    await git(path, "remote", "remove", "origin");
    expect((await refusal(path)).error.message).toContain('there is no remote "origin"');
  });

  it("credentials are missing", async () => {
    const repository = await host.createRepository(`secret-${(count += 1)}`, { private: true });
    const path = await clone(remotes.file);
    await git(path, "push", "--quiet", repository.path, "main", "--tags");
    const cut = await clone(repository.urlFor(), "--depth=1");
    await git(cut, "remote", "set-url", "origin", repository.url);
    const { code, error } = await refusal(cut);
    expect([code, error.code]).toEqual([3, "RS_PLAN_HISTORY"]);
    expect(error.message).toMatch(/origin/);
  });

  it.each(["advertise-fetch", "fetch"] as const)("the remote refuses or fails in %s", async (on) => {
    const path = await clone(remotes.http, "--depth=1");
    for (const fault of [{ status: 403 }, { reset: true }]) {
      const mend = host.fail({ on, times: 10, ...fault });
      expect((await refusal(path)).error.code).toBe("RS_PLAN_HISTORY");
      mend();
    }
    expect((await plan(path)).digest).toBe(full.digest);
  });

  it("and nothing is left behind: the clone is as good as before", async () => {
    const path = await clone(remotes.http, "--depth=1");
    const before = await readFile(join(path, ".git/shallow"), "utf8");
    const mend = host.fail({ on: "fetch", times: 10, reset: true });
    await refusal(path);
    mend();
    expect(await readFile(join(path, ".git/shallow"), "utf8")).toBe(before);
    expect((await plan(path)).digest).toBe(full.digest);
  });
});
