import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Commit } from "@relspec/core";
import git from "@relspec/plugin-git";
import { afterEach, describe, expect, it } from "vitest";
import { createLogParser } from "../../packages/plugins/git/src/parse-log.ts";
import { type GitBench, gitEnv, startGitBench } from "./git-bench.ts";

let benches: GitBench[] = [];
afterEach(async () => {
  await Promise.all(benches.map((each) => each.close()));
  benches = [];
});
async function bench(options?: Parameters<typeof startGitBench>[0]): Promise<GitBench> {
  const started = await startGitBench(options);
  benches.push(started);
  return started;
}
const named = (name: string) => (tags: readonly { name: string; commit: string }[]) =>
  new Map([["lib", tags.find((tag) => tag.name === name)?.commit ?? null]]);

describe("the history", () => {
  it("holds the commits since the base, newest first, with paths, dates and parents", async () => {
    const work = await bench();
    const one = await work.commit("feat: one");
    await work.git("tag", "-a", "-m", "x", "v1.0.0");
    const two = await work.commit("fix: two\n\nwith a body\n", "deep/er.txt");
    const three = await work.commit("docs: three");
    const { head, commits, tags, url, warnings } = await (await work.use(git)).collect(named("v1.0.0"));
    expect(commits.map(({ id }) => id)).toEqual([three, two]);
    expect(commits[1]).toEqual({
      id: two,
      parents: [one],
      author: { name: "Ana", email: "ana@example.com" },
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      message: "fix: two\n\nwith a body\n",
      files: ["deep/er.txt"],
    });
    expect(head).toEqual({ commit: three, branch: "main", date: commits[0]?.date });
    expect(tags).toEqual([{ name: "v1.0.0", commit: one, merged: true }]);
    expect(url).toBe(null);
    expect(warnings).toMatchObject([{ code: "RS_PLAN_LOCAL", suggestions: ["git remote add origin URL"] }]);
  });

  it("keeps hostile messages, names, people and paths as they are", async () => {
    const work = await bench();
    const message =
      "feat: $(touch pwned) `id` {{secrets.X}} \u001b[31mred\n\n:100644 100644 a b M\nCOMMIT\n\nbody\u0001";
    await work.git("config", "user.name", "x");
    await work.write("-rf", "a");
    await work.write('new\nline \t"quoted" ü', "b");
    await work.commit(message, "\u001b[2J");
    await work.git(
      "-c",
      "core.hooksPath=/dev/null",
      "commit",
      "--quiet",
      "--allow-empty",
      "--author=$(x) ;{{y}} <a@b>",
      "-m",
      "two",
    );
    await work.commit("m".repeat(1_000_000));
    await work.commit("");
    const { commits } = await (await work.use(git)).collect();
    expect(commits.map(({ message: text }) => text.length)).toEqual([0, 1_000_000, 4, message.length]);
    expect(commits[3]?.message).toBe(message);
    expect(commits[3]?.files.toSorted()).toEqual(["\u001b[2J", "-rf", 'new\nline \t"quoted" ü'].toSorted());
    expect(commits[2]).toMatchObject({ author: { name: "$(x) ;{{y}}", email: "a@b" }, files: [] });
    expect(commits[0]?.files).toEqual(["file.txt"]);
  });

  it("reads commits that git itself would not make: bad dates, no author, bytes that are no text", async () => {
    const work = await bench();
    await work.commit("feat: one");
    const tree = await work.git("rev-parse", "HEAD^{tree}");
    const make = (bytes: Buffer) =>
      spawnSync("git", ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], {
        cwd: work.root,
        env: gitEnv,
        input: bytes,
      })
        .stdout.toString()
        .trim();
    const parent = await work.git("rev-parse", "HEAD");
    const odd = make(
      Buffer.from(
        `tree ${tree}\nparent ${parent}\nauthor A <a@x> 99999999999999 +0000\ncommitter A <a@x> 99999999999999999999 +0000\n\nfix: \xff\xfe bytes\n`,
        "latin1",
      ),
    );
    const bare = make(Buffer.from(`tree ${tree}\nparent ${odd}\n\nno author\n`));
    await work.git("reset", "--quiet", "--hard", bare);
    const { commits } = await (await work.use(git)).collect();
    expect(commits.slice(0, 2)).toMatchObject([
      { author: { name: "", email: "" }, message: "no author\n", date: "1970-01-01T00:00:00Z" },
      { message: "fix: \u{fffd}\u{fffd} bytes\n", date: "1970-01-01T00:00:00Z" },
    ]);
  });

  it("does not let the user's configuration change what it reads", async () => {
    const work = await bench();
    await work.commit("feat: one", "a.txt", "same\ncontent\nfor\nrenames\n");
    await work.git("mv", "a.txt", "b.txt");
    await work.commit("feat: two", "ü.txt");
    await work.git("switch", "--quiet", "-c", "side", "HEAD~1");
    await work.commit("fix: side", "side.txt");
    await work.git("switch", "--quiet", "main");
    await work.git("merge", "--quiet", "--no-edit", "side");
    const before = (await (await work.use(git)).collect()).commits;
    for (const [key, value] of [
      ["log.showSignature", "true"],
      ["log.diffMerges", "first-parent"],
      ["log.follow", "true"],
      ["log.decorate", "full"],
      ["color.ui", "always"],
      ["diff.renames", "copies"],
      ["diff.noprefix", "true"],
      ["diff.external", "/bin/false"],
      ["i18n.logOutputEncoding", "latin1"],
      ["core.quotepath", "true"],
      ["log.date", "iso"],
      ["format.pretty", "oneline"],
      ["log.mailmap", "true"],
      ["diff.relative", "true"],
    ] as const)
      await work.git("config", key, value);
    expect((await (await work.use(git)).collect()).commits).toEqual(before);
    expect(before.map(({ parents, files }) => [parents.length, files])).toContainEqual([2, []]);
    expect(before.map(({ files }) => files)).toContainEqual(["a.txt", "b.txt", "ü.txt"]);
  });

  it("gives paths from the project's folder, and none from outside of it", async () => {
    const work = await bench({ folder: "packages/lib" });
    await work.commit("feat: in", "src/a.ts");
    await work.write("../other/b.ts", "b");
    await work.git("add", "--all", "../..");
    await work.git("commit", "--quiet", "-m", "feat: out");
    const { commits } = await (await work.use(git)).collect();
    expect(commits.map(({ files }) => files)).toEqual([[], ["src/a.ts"]]);
  });

  it("goes back to what all bases have in common, whatever way the history was merged", async () => {
    const work = await bench();
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) ids.push(await work.commit(`feat: ${index}`));
    await work.git("tag", "b@1", ids[1] ?? "");
    await work.git("tag", "a@1", ids[2] ?? "");
    const used = await work.use(git);
    const bases = (tags: readonly { name: string; commit: string }[]) =>
      new Map(tags.map(({ name, commit }) => [name, commit]));
    expect((await used.collect(bases)).commits.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    // A release on a side branch that began before all others and was merged later.
    await work.git("switch", "--quiet", "-c", "side", ids[0] ?? "");
    const side = await work.commit("fix: side", "side.txt");
    await work.git("tag", "c@1");
    await work.git("switch", "--quiet", "main");
    await work.git("merge", "--quiet", "--no-edit", "side");
    const all = (await used.collect(bases)).commits.map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([ids[1], ids[2], ids[3], side]));
    expect(all).not.toContain(ids[0]);
    // One that was never released needs everything.
    expect(
      (
        await used.collect(
          () =>
            new Map([
              ["a", ids[2] ?? ""],
              ["new", null],
            ]),
        )
      ).commits,
    ).toHaveLength(6);
  });

  it("tells which tags the head has, and follows tags of tags; leaves out what is no commit", async () => {
    const work = await bench();
    const one = await work.commit("feat: one");
    await work.git("tag", "light");
    await work.git("tag", "-am", "x", "note");
    await work.git("-c", "advice.nestedTag=false", "tag", "-am", "y", "nested", "note");
    await work.git("tag", "tree", "HEAD^{tree}");
    await work.git("switch", "--quiet", "-c", "side");
    const side = await work.commit("fix: side");
    await work.git("tag", "aside");
    await work.git("switch", "--quiet", "main");
    const { tags } = await (await work.use(git)).collect();
    expect(tags.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "aside", commit: side, merged: false },
      { name: "light", commit: one, merged: true },
      { name: "nested", commit: one, merged: true },
      { name: "note", commit: one, merged: true },
    ]);
  });
});

describe("where there is no history to plan from", () => {
  it("says what is missing: a repository, a commit", async () => {
    const none = await bench({ bare: true });
    await expect((await none.use(git)).collect()).rejects.toMatchObject({
      code: "RS_SPEC_LOCATION",
      suggestions: ["git init", "git clone URL"],
    });
    const empty = await bench();
    await expect((await empty.use(git)).collect()).rejects.toMatchObject({
      code: "RS_SPEC_LOCATION",
      message: "The repository has no commits yet.",
    });
  });
});

describe("where the checkout stands", () => {
  it("tells the branch of a detached head from CI, else from the one branch that is there", async () => {
    const work = await bench();
    await work.commit("feat: one");
    await work.git("switch", "--quiet", "--detach");
    const branch = async (env: Record<string, string>) => {
      const other = await bench({ env, clone: ["--no-local", work.root] });
      await other.git("switch", "--quiet", "--detach", "origin/main");
      return (await (await other.use(git)).collect()).head.branch;
    };
    await work.git("branch", "--quiet", "next");
    await work.git("switch", "--quiet", "main");
    expect(await branch({})).toBe("main");
    expect(await branch({ CI: "true", GITHUB_REF_NAME: "1.x" })).toBe("1.x");
    expect(
      await branch({
        CI: "true",
        GITHUB_REF: "refs/pull/7/merge",
        GITHUB_REF_NAME: "7/merge",
        GITHUB_HEAD_REF: "feature",
      }),
    ).toBe("feature");
    expect(await branch({ CI: "true", CI_COMMIT_REF_NAME: "beta" })).toBe("beta");
    expect(await branch({ CI: "true", CI_COMMIT_REF_NAME: "--upload-pack=x" })).toBe("main");
    await work.git("branch", "--quiet", "-m", "main", "other");
    expect(await branch({}).catch(() => "no origin/main")).toBe("no origin/main");
  });

  it("does not guess between branches", async () => {
    const work = await bench();
    await work.commit("feat: one");
    await work.git("branch", "-m", "main", "beta");
    await work.git("branch", "alpha");
    await work.git("switch", "--quiet", "--detach");
    expect((await (await work.use(git)).collect()).head.branch).toBe(null);
  });

  it("locates the commit, the branch and whether files differ", async () => {
    const work = await bench();
    const commit = await work.commit("feat: one");
    const { hooks } = (await work.use(git)).contributions;
    const { worldContext } = await import("../../packages/core/src/world/contexts.ts");
    const { createWorld } = await import("../../packages/core/src/world/create-world.ts");
    const ask = (env = {}) =>
      worldContext(createWorld({ root: work.root, env: { ...gitEnv, ...env } }), new AbortController().signal);
    const locate = hooks?.locate as (context: ReturnType<typeof ask>) => Promise<unknown>;
    const identify = hooks?.identify as typeof locate;
    expect(await locate(ask())).toEqual({ commit, branch: "main", clean: true });
    await work.write("untracked.txt", "x");
    expect(await locate(ask())).toMatchObject({ clean: true });
    await work.write("file.txt", "changed");
    expect(await locate(ask())).toMatchObject({ clean: false });
    await work.git("switch", "--quiet", "--detach");
    expect(await locate(ask())).toMatchObject({ branch: null });
    expect(await identify(ask())).toEqual({ kind: "human", name: "Ana", email: "ana@example.com", proof: "claimed" });
    expect(await identify(ask({ CI: "true", GIT_COMMITTER_NAME: "B\u001b[31mot" }))).toMatchObject({
      kind: "ci",
      name: "Bot",
    });
    expect(await identify(ask({ CI: "false" }))).toMatchObject({ kind: "human" });
  });

  it("makes a link out of the remote's address, without credentials", async () => {
    const work = await bench();
    await work.commit("feat: one");
    await work.git("remote", "add", "origin", "https://ana:s3cret@git.example.com/acme/lib.git");
    const history = await (await work.use(git)).collect();
    expect(history).toMatchObject({ url: "https://git.example.com/acme/lib", warnings: [] });
  });
});

/** Argument lists of the git processes that reading takes. */
async function processesOf(work: GitBench, read: () => Promise<unknown>): Promise<readonly string[]> {
  const trace = join(work.dir, "trace");
  await writeFile(trace, "");
  await read();
  const lines = (await readFile(trace, "utf8")).trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as { readonly event: string; readonly argv?: readonly string[] })
    .flatMap(({ event, argv = [] }) => (event === "start" ? [argv.join(" ")] : []));
}

it("takes the same number of git processes, however many commits, tags, branches and packages there are", async () => {
  const counts: number[] = [];
  for (const size of [1, 400]) {
    const dir = await mkdtemp(join(tmpdir(), "relspec-trace-"));
    const work = await bench({ env: { GIT_TRACE2_EVENT: join(dir, "trace") } });
    const stream: string[] = [];
    for (let at = 1; at <= size * 3; at += 1) {
      const path = `packages/p${at % size}/file.txt`;
      stream.push(
        `commit refs/heads/main\nmark :${at}\ncommitter Ana <ana@example.com> ${1_700_000_000 + at} +0000\ndata 6\nfix: aM 100644 inline ${path}\ndata 1\n${at % 9}\n`,
      );
      stream.push(
        `tag p${at % size}@1.${at}.0\nfrom :${1 + (at % Math.min(at, size))}\ntagger Ana <ana@example.com> 1700000000 +0000\ndata 1\nx\n`,
      );
      stream.push(`reset refs/heads/branch-${at}\nfrom :1\n\n`);
    }
    spawnSync("git", ["fast-import", "--quiet"], { cwd: work.root, env: gitEnv, input: stream.join("") });
    const used = await work.use(git);
    const bases: Parameters<typeof used.collect>[0] = (tags) => new Map(tags.map(({ name, commit }) => [name, commit]));
    let found: Awaited<ReturnType<typeof used.collect>> | undefined;
    const processes = await processesOf({ ...work, dir }, async () => void (found = await used.collect(bases)));
    expect(found?.tags).toHaveLength(size * 3);
    expect(found?.commits.length).toBeGreaterThan(0);
    counts.push(processes.length);
    await rm(dir, { recursive: true });
  }
  // With one base nobody has to tell which of them is the oldest.
  expect(counts).toEqual([5, 6]);
});

describe("which tags are looked at", () => {
  const ranked = (order: readonly (readonly [string, boolean])[]) => ({
    ranked: () => [order.map(([name, counts]) => ({ name, counts }))],
  });

  it("are the likely ones, down to the first that counts and is part of the head", async () => {
    const work = await bench();
    for (const name of ["v1.0.0", "v1.1.0", "v2.0.0-beta.1"]) {
      await work.commit(`feat: ${name}`);
      await work.git("tag", name);
    }
    const used = await work.use(git);
    const order = [
      ["v2.0.0-beta.1", false],
      ["v1.1.0", true],
      ["v1.0.0", true],
    ] as const;
    const { tags } = await used.collect(undefined, ranked(order));
    expect(tags.map(({ name, merged }) => [name, merged])).toEqual([
      ["v2.0.0-beta.1", true],
      ["v1.1.0", true],
    ]);
  });

  it("is only the first where it is part of the head, in the very process that reads what came after", async () => {
    const dir = await mkdtemp(join(tmpdir(), "relspec-trace-"));
    const work = await bench({ env: { GIT_TRACE2_EVENT: join(dir, "trace") } });
    await work.commit("feat: one");
    await work.git("tag", "--annotate", "-m", "one", "v1.0.0");
    await work.git("tag", "v0.9.0");
    const used = await work.use(git);
    const order = [
      ["v1.0.0", true],
      ["v0.9.0", true],
    ] as const;
    const read = async (expected: readonly string[]) => {
      let found: Awaited<ReturnType<typeof used.collect>> | undefined;
      const bases: Parameters<typeof used.collect>[0] = (tags) =>
        new Map(tags.map(({ name, commit }) => [name, commit]));
      const processes = await processesOf(
        { ...work, dir },
        async () => void (found = await used.collect(bases, ranked(order))),
      );
      expect(found?.tags.map(({ name, merged }) => [name, merged])).toEqual([["v1.0.0", true]]);
      expect(found?.commits.map(({ message }) => message.trim()).sort()).toEqual(expected);
      expect(processes.filter((argv) => / (?:log|for-each-ref|rev-list) /.test(argv))).toHaveLength(
        expected.length === 0 ? 2 : 1,
      );
    };
    // Nothing new: only the date of the head is asked for too.
    await read([]);
    await work.commit("fix: two");
    await read(["fix: two"]);
    await work.git("checkout", "--quiet", "-b", "side", "v1.0.0");
    await work.commit("fix: three", "other.txt");
    await work.git("checkout", "--quiet", "main");
    await work.git("merge", "--quiet", "--no-ff", "-m", "merge: side", "side");
    await read(["fix: three", "fix: two", "merge: side"]);
    await rm(dir, { recursive: true });
  });

  it("are all of them where the likely one is on another branch", async () => {
    const work = await bench();
    await work.commit("feat: one");
    await work.git("tag", "v1.0.0");
    await work.git("switch", "--quiet", "-c", "side");
    await work.commit("feat: two");
    await work.git("tag", "v2.0.0");
    await work.git("switch", "--quiet", "main");
    const order = [
      ["v2.0.0", true],
      ["v1.0.0", true],
    ] as const;
    const { tags } = await (await work.use(git)).collect(undefined, ranked(order));
    expect(new Map(tags.map(({ name, merged }) => [name, merged]))).toEqual(
      new Map([
        ["v1.0.0", true],
        ["v2.0.0", false],
      ]),
    );
  });
});

it("reads commits one by one, however the output is cut", () => {
  const output = "\0a\0b c\0Ana\0a@x\x000\0fix: one\n\0\npath\0other\0\0b\0\0Ben\0b@x\x007\0\0";
  const read = (step: number) => {
    const commits: Commit[] = [];
    const parser = createLogParser((commit) => commits.push(commit));
    for (let at = 0; at < output.length; at += step) parser.add(output.slice(at, at + step));
    parser.end();
    return commits;
  };
  const whole = read(output.length);
  expect(whole).toMatchObject([
    { id: "a", parents: ["b", "c"], message: "fix: one\n", files: ["path", "other"] },
    { id: "b", parents: [], message: "", files: [], date: "1970-01-01T00:00:07Z" },
  ]);
  for (let step = 1; step < output.length; step += 1) expect(read(step)).toEqual(whole);
});
