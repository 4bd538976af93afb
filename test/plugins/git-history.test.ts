import { spawnSync } from "node:child_process";
import git from "@relspec/plugin-git";
import { afterEach, describe, expect, it } from "vitest";
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

  it("refuses a shallow clone only where the answer could be wrong", async () => {
    const origin = await bench();
    await origin.commit("feat: one");
    await origin.git("tag", "v1.0.0");
    await origin.commit("feat: two");
    await origin.commit("feat: three");
    const at = (depth: number) => bench({ clone: [`--depth=${depth}`, `file://${origin.root}`] });
    const cut = await at(1);
    const refused = { code: "RS_PLAN_HISTORY", suggestions: expect.arrayContaining(["git fetch --unshallow --tags"]) };
    await expect((await cut.use(git)).collect(named("v1.0.0"))).rejects.toMatchObject(refused);
    await cut.git("fetch", "--quiet", "--unshallow", "--tags");
    expect((await (await cut.use(git)).collect(named("v1.0.0"))).commits).toHaveLength(2);
    const enough = await at(3);
    expect((await (await enough.use(git)).collect(named("v1.0.0"))).commits).toHaveLength(2);
    await enough.git("tag", "--delete", "v1.0.0");
    await expect((await enough.use(git)).collect(named("v1.0.0"))).rejects.toMatchObject(refused);
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

it("reads 2,000 commits and 5,000 tags well under a second", async () => {
  const work = await bench();
  const stream: string[] = [];
  for (let index = 1; index <= 2_000; index += 1) {
    const message = `feat(pkg-${index % 50}): change number ${index}`;
    stream.push(
      `commit refs/heads/main\nmark :${index}\ncommitter Ana <ana@example.com> ${1_700_000_000 + index} +0000\ndata ${message.length}\n${message}\nM 100644 inline packages/p${index % 50}/f${index % 7}.txt\ndata ${String(index).length}\n${index}\n`,
    );
  }
  for (let index = 1; index <= 5_000; index += 1) {
    stream.push(
      `tag p${index % 50}@1.${index}.0\nfrom :${1 + (index % 1_000)}\ntagger Ana <ana@example.com> 1700000000 +0000\ndata 1\nx\n`,
    );
  }
  spawnSync("git", ["fast-import", "--quiet"], { cwd: work.root, env: gitEnv, input: stream.join("") });
  const used = await work.use(git);
  const bases = (tags: readonly { name: string; commit: string }[]) =>
    new Map(tags.slice(0, 50).map(({ name, commit }) => [name, commit]));
  await used.collect(bases);
  const begun = performance.now();
  const { tags, commits } = await used.collect(bases);
  const took = performance.now() - begun;
  expect(tags).toHaveLength(5_000);
  expect(tags.every(({ merged }) => merged)).toBe(true);
  expect(commits.length).toBeGreaterThan(1_000);
  console.log(`git's part of a plan: ${Math.round(took)} ms for ${commits.length} commits and ${tags.length} tags`);
  expect(took).toBeLessThan(900);
});
