import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commit } from "../model/change.ts";
import type { BranchSpec, Spec, VersionSpec } from "../model/spec.ts";
import type { History, PackageFact, TagFact } from "../plugin/facts.ts";
import { commit, packageFact, planBase, spec } from "../testing/plan-builder.ts";
import { proposeRelease, type Proposing } from "./propose-release.ts";
import { compareVersions } from "./satisfies.ts";

/** A line of commits from messages, newest first as a history is; each may name the files it touches. */
function line(...messages: readonly (string | readonly [message: string, ...files: string[]])[]): readonly Commit[] {
  return messages.map((each, index) => {
    const [message, ...files] = typeof each === "string" ? [each, "src/a.ts"] : each;
    const left = messages.length - index;
    return commit({ id: idOf(left), parents: left > 1 ? [idOf(left - 1)] : [], message, files });
  });
}
const idOf = (n: number) => n.toString(16).padStart(40, "0");
const tag = (name: string, at: number | string, merged = true): TagFact => ({
  name,
  commit: typeof at === "number" ? idOf(at) : at,
  merged,
});

interface Given extends Partial<Omit<Proposing, "history" | "spec">> {
  readonly commits: readonly Commit[];
  readonly tags?: readonly TagFact[];
  readonly branch?: string | null;
  readonly spec?: Partial<Omit<Spec, "stages" | "version">>;
  readonly version?: Partial<VersionSpec>;
  readonly branches?: readonly BranchSpec[];
}

function propose({
  commits,
  tags = [],
  branch = "main",
  branches = [{ name: "main" }],
  version = {},
  ...given
}: Given) {
  const history: History = {
    head: planBase({ commit: commits[0]?.id ?? idOf(0), branch }),
    tags,
    commits,
    url: null,
    warnings: [],
  };
  return proposeRelease({
    packages: [packageFact()],
    classify: () => undefined,
    decide: () => undefined,
    ...given,
    history,
    spec: spec({ ...given.spec, version: { ...spec().version, branches, ...version } }),
  });
}
const versions = ({ packages }: Awaited<ReturnType<typeof propose>>) =>
  Object.fromEntries(packages.map(({ name, to }) => [name, to]));
const refused = (message: RegExp, code = "RS_PLAN_INVALID") =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe("one package", () => {
  test("is released with the highest bump of its changes, and says why", async () => {
    const proposal = await propose({ commits: line("docs: c", "feat: b", "fix: a"), tags: [tag("v1.0.0", "before")] });
    expect(proposal.release).toEqual({
      name: "lib",
      version: "1.1.0",
      previous: "1.0.0",
      bump: "minor",
      channel: null,
      type: "release",
      rule: "main is a release branch",
    });
    expect(proposal.packages).toMatchObject([
      {
        name: "lib",
        path: ".",
        private: false,
        from: "1.0.0",
        to: "1.1.0",
        bump: "minor",
        tag: "v1.1.0",
        previousTag: "v1.0.0",
        reasons: [
          { commit: idOf(2), rule: "feat" },
          { commit: idOf(1), rule: "fix" },
        ],
        dependencies: [],
      },
    ]);
    expect(proposal.workspace[0]?.next).toBe("1.1.0");
    expect(proposal.warnings).toEqual([]);
  });

  test("is not released when nothing asks for it", async () => {
    const proposal = await propose({ commits: line("docs: a"), tags: [tag("v1.0.0", "before")] });
    expect(proposal).toMatchObject({ release: null, packages: [], workspace: [{ next: "1.0.0" }] });
    expect(proposal.changes).toMatchObject([{ rule: "docs asks for no release", packages: ["lib"] }]);
  });

  test("begins with the initial version", async () => {
    expect((await propose({ commits: line("fix: a") })).release).toMatchObject({ version: "1.0.0", previous: null });
    expect((await propose({ commits: line("fix: a"), version: { initial: "0.1.0" } })).release?.version).toBe("0.1.0");
    expect((await propose({ commits: [] })).release).toBe(null);
  });

  test("that has a version but no tag gets a warning that tells how to go on from it", async () => {
    const { warnings } = await propose({ commits: line("fix: a"), packages: [packageFact({ version: "3.2.1" })] });
    expect(warnings).toMatchObject([
      { code: "RS_PLAN_HISTORY", suggestions: ["Tag the commit that 3.2.1 was made from: `git tag v3.2.1 COMMIT`."] },
    ]);
  });

  test("has commits without files and merges as its own", async () => {
    expect((await propose({ commits: line(["feat: a"]), tags: [tag("v1.0.0", "before")] })).release?.version).toBe(
      "1.1.0",
    );
  });

  test("does not count a change that was reverted before it was released", async () => {
    const commits = line(`Revert "feat: a"\n\nThis reverts commit ${idOf(1)}.`, "feat: a");
    const proposal = await propose({ commits, tags: [tag("v1.0.0", "before")] });
    expect(proposal.release).toBe(null);
    expect(proposal.changes.map(({ rule }) => rule)).toEqual([
      "reverts 0000000, which is not released",
      "reverted by 0000000",
    ]);
    expect(proposal.changes.every(({ bump, packages }) => bump === undefined && packages.length === 0)).toBe(true);
  });

  test("is released with what plugins decide", async () => {
    const given = { commits: line("feat: b", "fix: a"), tags: [tag("v1.0.0", "before")] };
    expect(
      (await propose({ ...given, classify: async ({ type }) => (type === "feat" ? false : undefined) })).release
        ?.version,
    ).toBe("1.0.1");
    expect((await propose({ ...given, classify: () => "major" })).release?.version).toBe("2.0.0");
    const decided = await propose({
      ...given,
      decide: async (name, to) => (name === "lib" && to === "1.1.0" ? "5.0.0" : undefined),
    });
    expect(decided.release).toMatchObject({ version: "5.0.0", bump: "major" });
    await expect(propose({ ...given, decide: () => "1.0.0" })).rejects.toThrow(
      refused(/1\.0\.0 for lib, which does not come after 1\.0\.0/),
    );
    await expect(propose({ ...given, decide: () => "next" })).rejects.toThrow(
      refused(/"next" for lib, which is not a version/),
    );
  });

  test("with the strategy `manual` is released when its manifest is ahead of its tag", async () => {
    const given = {
      commits: line("feat: a"),
      tags: [tag("v1.0.0", "before")],
      version: { strategy: ["manual"] } as const,
    };
    expect((await propose({ ...given, packages: [packageFact({ version: "1.0.0" })] })).release).toBe(null);
    expect((await propose({ ...given, packages: [packageFact({ version: "2.0.0" })] })).release).toMatchObject({
      version: "2.0.0",
      bump: "major",
    });
  });
});

describe("branches", () => {
  const branches = [{ name: "main" }, { name: "1.0.x" }, { name: "1.x" }, { name: "beta", prerelease: "beta" }];

  test("beta goes on by its own tags, main ignores them", async () => {
    const commits = line("feat: c", "feat: b", "fix: a");
    const tags = [tag("v1.0.0", "before"), tag("v1.0.1-beta.1", 1), tag("v1.1.0-beta.1", 2)];
    expect((await propose({ commits, tags, branches, branch: "beta" })).release).toEqual({
      name: "lib",
      version: "1.1.0-beta.2",
      previous: "1.1.0-beta.1",
      bump: expect.any(String),
      channel: "beta",
      type: "prerelease",
      rule: "beta is a prerelease branch",
    });
    const main = await propose({ commits, tags, branches });
    expect(main.release).toMatchObject({ version: "1.1.0", previous: "1.0.0" });
    expect(main.packages[0]?.reasons).toHaveLength(3);
  });

  test("beta keeps its line while main has gone ahead, and leaves it once main is merged back", async () => {
    const commits = line("feat: b", "feat: a");
    const ahead = await propose({
      commits,
      branches,
      branch: "beta",
      tags: [tag("v1.0.0", "before"), tag("v1.1.0-beta.1", 1), tag("v1.1.0", "x", false)],
    });
    expect(ahead.release?.version).toBe("1.1.0-beta.2");
    const merged = await propose({
      commits,
      branches,
      branch: "beta",
      tags: [tag("v1.1.0", "before"), tag("v1.1.0-beta.1", 1)],
    });
    expect(merged.release?.version).toBe("1.2.0-beta.1");
  });

  test("a maintenance branch stays in its range", async () => {
    const tags = [tag("v1.0.0", "before"), tag("v2.0.0", "x", false)];
    const on = (branch: string, message: string) => propose({ commits: line(message), tags, branches, branch });
    expect((await on("1.0.x", "fix: a")).release).toMatchObject({
      version: "1.0.1",
      type: "maintenance",
      channel: "1.0.x",
    });
    expect((await on("1.x", "feat: a")).release?.version).toBe("1.1.0");
    await expect(on("1.0.x", "feat: a")).rejects.toThrow(
      refused(
        /lib cannot become 1\.1\.0 here: "feat: a" \(0000000\) asks for it, but 1\.0\.x releases >=1\.0\.0 <1\.1\.0, because the range of this branch is 1\.0\.x; main may release it/,
        "RS_PLAN_RANGE",
      ),
    );
    await expect(on("1.x", "feat!: a")).rejects.toThrow(refused(/cannot become 2\.0\.0/, "RS_PLAN_RANGE"));
  });

  test("a maintenance branch stays below what is released elsewhere", async () => {
    const tags = [tag("v1.0.0", "before"), tag("v1.1.0", "x", false)];
    await expect(propose({ commits: line("feat: a"), tags, branches, branch: "1.x" })).rejects.toThrow(
      refused(/1\.1\.0 is released from main already/, "RS_PLAN_RANGE"),
    );
    expect((await propose({ commits: line("fix: a"), tags, branches, branch: "1.x" })).release?.version).toBe("1.0.1");
  });

  test("a branch of someone's shows what merging would release, with a warning, as a detached head does", async () => {
    const feature = await propose({ commits: line("feat: a"), branches, branch: "feature/\u001b[31mx" });
    expect(feature).toMatchObject({
      release: { version: "1.0.0", type: "release" },
      warnings: [{ code: "RS_PLAN_BRANCH" }],
    });
    expect(feature.warnings[0]?.message).toContain("The branch feature/x is not one");
    expect((await propose({ commits: line("feat: a"), branches, branch: null })).warnings).toMatchObject([
      { code: "RS_PLAN_BRANCH", message: expect.stringContaining("is checked out on no branch") },
    ]);
  });

  test("a version tagged elsewhere gets a warning", async () => {
    const { warnings } = await propose({
      commits: line("fix: a"),
      tags: [tag("v1.0.0", "before"), tag("v1.0.1", "x", false)],
    });
    expect(warnings).toMatchObject([{ code: "RS_PLAN_CONFLICT" }]);
  });
});

describe("several packages", () => {
  const pkg = (name: string, dependencies: Readonly<Record<string, string>> = {}, more: Partial<PackageFact> = {}) =>
    packageFact({
      name,
      path: `packages/${name}`,
      dependencies: Object.entries(dependencies).map(([to, range]) => ({ name: to, range, kind: "runtime" })),
      ...more,
    });
  const released = (...names: readonly string[]) => names.map((name) => tag(`${name}@1.0.0`, "before"));

  test("get the commits that touch their folders, each since its own release", async () => {
    const packages = [pkg("a"), pkg("b"), pkg("ab")];
    const commits = line(
      ["feat: three", "packages/b/x"],
      ["fix: two", "packages/a/x", "packages/b/x"],
      ["feat: one", "packages/a/x"],
      ["feat: root", "readme.md"],
    );
    const proposal = await propose({ commits, packages, tags: [...released("b", "ab"), tag("a@1.4.0", 2)] });
    expect(versions(proposal)).toEqual({ a: "1.4.1", b: "1.1.0" });
    expect(proposal.changes.map((change) => change.packages)).toEqual([["b"], ["a", "b"], [], []]);
  });

  test("walk the parents: what a merged branch brings is new although it is older", async () => {
    const commits = [
      commit({ id: "m", parents: ["r", "s"], message: "Merge branch 'side'", files: [] }),
      commit({ id: "r", parents: ["o"], message: "feat: released", files: ["packages/a/x"] }),
      commit({ id: "s", parents: ["o"], message: "fix: on the side", files: ["packages/a/x"] }),
      commit({ id: "o", parents: [], message: "feat: old", files: ["packages/a/x", "packages/b/x"] }),
    ];
    const proposal = await propose({ commits, packages: [pkg("a"), pkg("b")], tags: [tag("a@1.0.0", "r")] });
    expect(versions(proposal)).toEqual({ a: "1.0.1", b: "1.0.0" });
    expect(proposal.packages.find(({ name }) => name === "a")?.reasons).toEqual([{ commit: "s", rule: "fix" }]);
  });

  test("leave the rest of the repository to the root package, nested folders to the inner one", async () => {
    const packages = [
      packageFact({ name: "root", private: true }),
      pkg("a"),
      packageFact({ name: "inner", path: "packages/a/inner" }),
    ];
    const commits = line(["feat: r", "readme.md"], ["fix: i", "packages/a/inner/x"], ["docs: a", "packages/a/x"]);
    const proposal = await propose({ commits, packages, tags: released("root", "a", "inner") });
    expect(versions(proposal)).toEqual({ root: "1.1.0", inner: "1.0.1" });
    expect(proposal.packages.find(({ name }) => name === "root")?.private).toBe(true);
  });

  test("are released with what they depend on when its new version leaves their range, and say so", async () => {
    const packages = [
      pkg("follows", { leaves: "^1.0.0" }),
      pkg("leaves", { core: "~1.0.0" }),
      pkg("stays", { core: "^1.0.0" }),
      pkg("develops", {}, { dependencies: [{ name: "core", range: "1.0.0", kind: "development" }] }),
      pkg("exact", { leaves: "1.0.0" }),
      pkg("core"),
    ];
    const tags = released(...packages.map(({ name }) => name));
    const proposal = await propose({ commits: line(["feat: a", "packages/core/x"]), packages, tags });
    expect(versions(proposal)).toEqual({ core: "1.1.0", leaves: "1.0.1", exact: "1.0.1" });
    expect(proposal.packages.find(({ name }) => name === "exact")?.reasons).toEqual([
      { commit: null, rule: "depends on leaves", detail: "1.0.0 does not allow 1.0.1" },
    ]);
    expect(proposal.packages.map(({ name }) => name).indexOf("core")).toBeLessThan(
      proposal.packages.map(({ name }) => name).indexOf("leaves"),
    );
    expect(proposal.packages.find(({ name }) => name === "leaves")?.dependencies).toEqual(["core"]);
    expect(proposal.workspace.find(({ name }) => name === "stays")?.next).toBe("1.0.0");
  });

  test.each([
    ["workspace:^", "feat: a", undefined],
    ["workspace:^", "feat!: a", "~ ^1.0.0 does not allow 2.0.0"],
    ["workspace:~", "fix: a", undefined],
    ["workspace:~", "feat: a", "~ ~1.0.0 does not allow 1.1.0"],
    ["workspace:*", "fix: a", "~ 1.0.0 does not allow 1.0.1"],
    ["workspace:../core", "fix: a", "~ 1.0.0 does not allow 1.0.1"],
    ["workspace:>=1", "feat!: a", undefined],
    ["workspace:core@~", "feat: a", "~ ~1.0.0 does not allow 1.1.0"],
    ["npm:core@^1.0.0", "feat!: a", "~ ^1.0.0 does not allow 2.0.0"],
    ["file:../core", "feat: a", undefined],
    ["link:../core", "feat!: a", "~ ^1.0.0 does not allow 2.0.0"],
    ["latest", "feat!: a", undefined],
    ["github:acme/core", "feat!: a", undefined],
  ])("with the range %s and %s: it is what was published for it that counts", async (range, message, detail) => {
    const [name] = /@/.test(range) ? ["other"] : ["core"];
    const packages = [pkg("app", { [name]: range }), pkg("core")];
    const proposal = await propose({
      commits: line([message, "packages/core/x"]),
      packages,
      tags: released("app", "core"),
    });
    const app = proposal.packages.find((each) => each.name === "app");
    expect(app?.reasons[0]?.detail).toBe(detail?.slice(2));
  });

  test("grow with a peer that leaves their range, for whoever installs them has to move along", async () => {
    const kinds = ["peer", "runtime", "optional"] as const;
    const packages = [
      ...kinds.map((kind) => pkg(kind, {}, { dependencies: [{ name: "core", range: "^1.0.0", kind }] })),
      pkg("core"),
    ];
    const tags = released(...packages.map(({ name }) => name));
    const commits = line(["feat!: a", "packages/core/x"]);
    expect(versions(await propose({ commits, packages, tags }))).toEqual({
      core: "2.0.0",
      peer: "2.0.0",
      runtime: "1.0.1",
      optional: "1.0.1",
    });
  });

  test("all follow what they depend on, where the spec says so", async () => {
    const packages = [pkg("app", { core: "^1.0.0" }), pkg("further", { app: "^1.0.0" }), pkg("core"), pkg("other")];
    const given = {
      commits: line(["fix: a", "packages/core/x"]),
      packages,
      tags: released("app", "further", "core", "other"),
    };
    expect(versions(await propose(given))).toEqual({ core: "1.0.1" });
    const proposal = await propose({ ...given, version: { dependants: "always" } });
    expect(versions(proposal)).toEqual({ core: "1.0.1", app: "1.0.1", further: "1.0.1" });
    expect(proposal.packages.find(({ name }) => name === "app")?.reasons).toEqual([
      { commit: null, rule: "depends on core", detail: "^1.0.0 still allows 1.0.1; the spec asks for all dependants" },
    ]);
  });

  test("are not released for the first time only because of others", async () => {
    const proposal = await propose({
      commits: line(["feat: a", "packages/core/x"]),
      packages: [pkg("new", { core: "1.0.0" }), pkg("core")],
      tags: released("core"),
    });
    expect(versions(proposal)).toEqual({ core: "1.1.0" });
  });

  test("of a fixed group all go to one version, of a linked one those that are released", async () => {
    const packages = [pkg("ui-a"), pkg("ui-b"), pkg("x"), pkg("y"), pkg("z")];
    const groups = [
      { name: "ui", kind: "fixed", packages: ["ui-*"] },
      { name: "xyz", kind: "linked", packages: ["x", "y", "z"] },
    ] as const;
    const commits = line(["feat: a", "packages/ui-a/x", "packages/x/x"], ["fix: b", "packages/y/x"]);
    const tags = [...released("ui-a", "x", "z"), tag("ui-b@2.3.0", "before"), tag("y@1.4.2", "before")];
    const proposal = await propose({ commits, packages, tags, spec: { groups } });
    expect(versions(proposal)).toEqual({ "ui-a": "2.4.0", "ui-b": "2.4.0", x: "1.5.0", y: "1.5.0" });
    expect(proposal.packages.find(({ name }) => name === "ui-b")?.reasons).toEqual([
      { commit: null, rule: "group ui" },
    ]);
  });

  test("are one release, named for the package of its name, else the root's, else the highest version", async () => {
    const commits = line(["feat: a", "packages/a/x", "packages/lib/x", "readme.md"]);
    const of = async (...packages: readonly PackageFact[]) =>
      (
        await propose({
          commits,
          packages,
          tags: [tag("a@7.0.0", "before"), tag("lib@2.0.0", "before"), tag("root@3.0.0", "before")],
        })
      ).release?.version;
    expect(await of(pkg("a"), pkg("lib"), packageFact({ name: "root" }))).toBe("2.1.0");
    expect(await of(pkg("a"), packageFact({ name: "root" }))).toBe("3.1.0");
    expect(await of(pkg("a"), pkg("b"))).toBe("7.1.0");
  });

  test("cannot share a tag and have different versions", async () => {
    const given = {
      commits: line(["feat: a", "packages/a/x", "packages/b/x"]),
      packages: [pkg("a"), pkg("b")],
      version: { tag: "v{{version}}" },
    };
    expect(versions(await propose(given))).toEqual({ a: "1.0.0", b: "1.0.0" });
    await expect(propose({ ...given, decide: (name) => (name === "a" ? "4.0.0" : undefined) })).rejects.toThrow(
      refused(/one tag cannot stand for both/),
    );
  });

  test("that need each other in a circle are released all the same, and the plan says where it was cut", async () => {
    const commits = line(["feat: a", "packages/a/x", "packages/b/x", "packages/c/x", "packages/d/x"]);
    const circle = [pkg("a", { b: "^1.0.0" }), pkg("b", { a: "^1.0.0" })];
    const needed = await propose({ commits, packages: [...circle, pkg("c", { d: "1" }), pkg("d", { c: "1" })] });
    expect(needed.packages.map(({ name }) => name)).toEqual(["b", "a", "d", "c"]);
    expect(needed.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("a → b → a. It is cut at b → a: b comes first; it can be installed once a is there too."),
      expect.stringContaining("c → d → c"),
    ]);
    const peers = [
      pkg("a", {}, { dependencies: [{ name: "b", range: "^1.0.0", kind: "peer" }] }),
      pkg("b", { a: "^1.0.0" }),
    ];
    const proposal = await propose({ commits, packages: peers });
    expect(proposal.packages.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(proposal.warnings).toMatchObject([
      { code: "RS_PLAN_INVALID", message: expect.stringContaining("a → b → a") },
    ]);
    const hidden = circle.map((each) => ({ ...each, private: true }));
    expect((await propose({ commits, packages: hidden })).warnings).toHaveLength(1);
  });

  test("belong to groups that exist, and to one at the most", async () => {
    const commits = line(["feat: a", "packages/a/x"]);
    const group = (name: string, kind: "fixed" | "linked" | "independent", ...packages: string[]) => ({
      name,
      kind,
      packages,
    });
    const proposing = (...groups: ReturnType<typeof group>[]) =>
      propose({ commits, packages: [pkg("a"), pkg("b"), pkg("c")], tags: released("a", "b", "c"), spec: { groups } });
    await expect(proposing(group("x", "fixed", "a", "d"))).rejects.toThrow(/names "d", and no package/);
    await expect(proposing(group("x", "fixed", "ui-*"))).rejects.toThrow(/names "ui-\*", and no package/);
    await expect(proposing(group("x", "fixed", "*"), group("y", "linked", "b"))).rejects.toThrow(
      /"b" is in two groups: "x" and "y"/,
    );
    expect(versions(await proposing(group("x", "fixed", "*"), group("y", "independent", "c")))).toEqual({
      a: "1.1.0",
      b: "1.1.0",
    });
  });
});

const headers = ["feat: a", "fix: b", "docs: c", "feat!: d", "chore: e", "perf: f"] as const;
const names = ["a", "b", "c", "d"] as const;
const commitsArbitrary = fc.array(fc.tuple(fc.constantFrom(...headers), fc.subarray([...names])), { maxLength: 8 });
const workspace = fc.record(
  Object.fromEntries(
    names.map((name) => [
      name,
      fc.dictionary(fc.constantFrom(...names), fc.constantFrom("^1.0.0", "~1.0.0", "1.0.0", "workspace:*", "*")),
    ]),
  ),
);
const packagesOf = (graph: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  names.map((name) =>
    packageFact({
      name,
      path: name,
      // Peers, so that circles are allowed.
      dependencies: Object.entries(graph[name] ?? {}).map(([to, range]) => ({ name: to, range, kind: "peer" })),
    }),
  );
const toLine = (given: readonly (readonly [string, readonly string[]])[]) =>
  line(...given.map(([message, touched]) => [message, ...touched.map((name) => `${name}/x`), "outside"] as const));
const allReleased = names.map((name) => tag(`${name}@1.0.0`, "before"));

describe("laws", () => {
  test("the order of commits within the range and of packages does not change the versions", async () => {
    await fc.assert(
      fc.asyncProperty(commitsArbitrary, workspace, async (given, graph) => {
        const one = await propose({ commits: toLine(given), packages: packagesOf(graph), tags: allReleased });
        const other = await propose({
          commits: toLine(given.toReversed()),
          packages: packagesOf(graph).toReversed(),
          tags: allReleased,
        });
        expect(versions(other)).toEqual(versions(one));
      }),
    );
  });

  test("one more commit never lowers a version nor takes a package out", async () => {
    await fc.assert(
      fc.asyncProperty(
        commitsArbitrary,
        workspace,
        fc.constantFrom(...headers),
        fc.constantFrom(...names),
        async (given, graph, header, name) => {
          const less = versions(
            await propose({ commits: toLine(given), packages: packagesOf(graph), tags: allReleased }),
          );
          const more = versions(
            await propose({
              commits: toLine([[header, [name]], ...given]),
              packages: packagesOf(graph),
              tags: allReleased,
            }),
          );
          for (const [each, to] of Object.entries(less))
            expect(compareVersions(more[each] ?? "0.0.0", to)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test("afterwards nothing published depends on a version outside of its range without being published anew", async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(commitsArbitrary, workspace, async (given, graph) => {
        const to = versions(await propose({ commits: toLine(given), packages: packagesOf(graph), tags: allReleased }));
        const left: (string | undefined)[] = [];
        for (const [name, dependencies] of Object.entries(graph)) {
          for (const [dependency, range] of Object.entries(dependencies)) {
            if (dependency === name || to[dependency] === undefined || range === "*") continue;
            const stays =
              range === "^1.0.0"
                ? to[dependency].startsWith("1.")
                : range === "~1.0.0"
                  ? to[dependency].startsWith("1.0.")
                  : false;
            if (!stays) left.push(to[name]);
          }
        }
        expect(left).not.toContain(undefined);
      }),
    );
  });

  test("of groups: a fixed one always has one version, the released of a linked one share theirs", async () => {
    const kinds = fc.constantFrom("fixed" as const, "linked" as const);
    await fc.assert(
      fc.asyncProperty(
        commitsArbitrary,
        workspace,
        kinds,
        fc.subarray([...names], { minLength: 1 }),
        async (given, graph, kind, members) => {
          const proposal = await propose({
            commits: toLine(given),
            packages: packagesOf(graph),
            tags: allReleased,
            spec: { groups: [{ name: "g", kind, packages: members }] },
          });
          const to = versions(proposal);
          const own = members.flatMap((name) => to[name] ?? []);
          expect(new Set(own).size).toBeLessThanOrEqual(1);
          expect(own.length === 0 || kind === "linked" || own.length === members.length).toBe(true);
        },
      ),
    );
  });

  test("what is proposed is a fixpoint: asked again with its own answer, nothing more is bumped", async () => {
    await fc.assert(
      fc.asyncProperty(commitsArbitrary, workspace, async (given, graph) => {
        const packages = packagesOf(graph);
        const bumps = { major: "feat!: x", minor: "feat: x", patch: "fix: x" };
        const first = await propose({ commits: toLine(given), packages, tags: allReleased });
        const own = first.packages.map(({ name, bump }) => [bumps[bump ?? "patch"], [name]] as const);
        const again = await propose({ commits: toLine(own), packages, tags: allReleased });
        expect(versions(again)).toEqual(versions(first));
      }),
    );
  });
});

/** How often packages' dependencies are looked at for a chain of this length, in which each bumps the next. */
async function looksAt(count: number): Promise<number> {
  let looks = 0;
  const packages = Array.from({ length: count }, (_, n) => {
    const dependencies = n === 0 ? [] : [{ name: `p${n - 1}`, range: "workspace:*", kind: "runtime" as const }];
    return new Proxy(packageFact({ name: `p${n}`, path: `packages/p${n}`, dependencies }), {
      get: (fact, key) => {
        looks += 1;
        return Reflect.get(fact, key) as unknown;
      },
    });
  });
  const proposal = await propose({
    commits: line(["fix: a", "packages/p0/x"], ["fix: b", ...packages.map(({ path }) => `${path}/x`)]),
    packages,
    tags: packages.map(({ name }) => tag(`${name}@1.0.0`, "before")),
    spec: { groups: [{ name: "all", kind: "linked", packages: ["*"] }] },
  });
  expect(proposal.packages).toHaveLength(count);
  return looks;
}

test("ten times the packages take ten times the work, and not a hundred times", async () => {
  expect((await looksAt(1_000)) / (await looksAt(100))).toBeLessThan(11);
});
