import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VersionSpec } from "../model/spec.ts";
import type { PackageFact, TagFact } from "../plugin/facts.ts";
import { commit, packageFact, planBase, spec } from "../testing/plan-builder.ts";
import type { Override } from "./overrides.ts";
import { proposeRelease } from "./propose-release.ts";

const idOf = (n: number) => n.toString(16).padStart(40, "a");
/** Newest first; each on top of the next. Every message may name the files it touches. */
const line = (...messages: readonly (string | readonly [string, ...string[]])[]) =>
  messages.map((each, at) => {
    const [message, ...files] = typeof each === "string" ? [each, "src/a"] : each;
    const left = messages.length - at;
    return commit({ id: idOf(left), parents: left > 1 ? [idOf(left - 1)] : [], message, files });
  });
const released: TagFact = { name: "v1.1.0", commit: "before", merged: true };

interface Given {
  readonly messages: readonly (string | readonly [string, ...string[]])[];
  readonly tags?: readonly TagFact[];
  readonly packages?: readonly PackageFact[];
  readonly branch?: string;
  readonly version?: Partial<VersionSpec>;
  readonly overrides?: readonly Override[];
}

function propose({
  messages,
  tags = [released],
  packages = [packageFact()],
  branch = "main",
  version,
  overrides,
}: Given) {
  const commits = line(...messages);
  return proposeRelease({
    packages,
    classify: () => undefined,
    decide: () => undefined,
    history: { head: planBase({ commit: commits[0]!.id, branch }), tags, commits, url: null, warnings: [] },
    spec: spec({
      version: { ...spec().version, branches: [{ name: "main" }, { name: "beta", prerelease: "beta" }], ...version },
    }),
    ...(overrides && { overrides }),
  });
}
const refused = (message: RegExp) =>
  expect.objectContaining({ code: "RS_PLAN_INVALID", message: expect.stringMatching(message) });
const ask = (version: string) => `chore: release\n\nRelease-As: ${version}`;

describe("Release-As", () => {
  test("makes the version, also where nothing else asks for a release, and says so", async () => {
    const proposal = await propose({ messages: [ask("2.0.0"), "docs: a"] });
    expect(proposal.release).toMatchObject({ version: "2.0.0", previous: "1.1.0", bump: "major" });
    expect(proposal.packages[0]?.reasons).toEqual([{ commit: idOf(2), rule: "Release-As 2.0.0" }]);
    expect((await propose({ messages: [ask("1.1.5"), "fix: a"] })).release?.version).toBe("1.1.5");
    expect((await propose({ messages: [ask("0.3.0")], tags: [] })).release?.version).toBe("0.3.0");
  });

  test("of the newest commit counts; what it replaces is told", async () => {
    const { release, warnings } = await propose({ messages: [ask("2.0.0"), ask("3.0.0"), ask("2.0.0")] });
    expect(release?.version).toBe("2.0.0");
    expect(warnings).toMatchObject([
      {
        code: "RS_PLAN_COMMIT",
        message: expect.stringMatching(/lib becomes 2\.0\.0 as aaaaaaa says, and not 3\.0\.0/),
      },
    ]);
  });

  test("cannot go back, nor promise less than the changes ask for", async () => {
    await expect(propose({ messages: [ask("1.1.0")] })).rejects.toThrow(refused(/it does not come after 1\.1\.0/));
    await expect(propose({ messages: [ask("1.2.0"), "feat!: a"] })).rejects.toThrow(
      refused(/"chore: release" \(aaaaaaa\) asks for: the changes since 1\.1\.0 ask for 2\.0\.0 at least/),
    );
  });

  test("on a prerelease branch announces the version; on others a prerelease is refused", async () => {
    expect((await propose({ messages: [ask("2.0.0")], branch: "beta" })).release?.version).toBe("2.0.0-beta.1");
    expect((await propose({ messages: [ask("2.0.0-beta.4")], branch: "beta" })).release?.version).toBe("2.0.0-beta.4");
    await expect(propose({ messages: [ask("2.0.0-rc.1")], branch: "beta" })).rejects.toThrow(refused(/named beta/));
    await expect(propose({ messages: [ask("2.0.0-beta.1")] })).rejects.toThrow(refused(/does not release prereleases/));
  });

  test("of a reverted commit is taken back with it", async () => {
    const message = `Revert "chore: release"\n\nThis reverts commit ${idOf(1)}.`;
    expect((await propose({ messages: [message, ask("2.0.0")] })).release).toBe(null);
  });

  test("is for the packages that the commit touches, or for the one it names", async () => {
    const packages = ["a", "b", "c"].map((name) => packageFact({ name, path: name }));
    const tags = packages.map(({ name }) => ({ ...released, name: `${name}@1.1.0` }));
    const versions = async (...messages: Given["messages"]) =>
      Object.fromEntries((await propose({ messages, packages, tags })).packages.map(({ name, to }) => [name, to]));
    expect(await versions([ask("2.0.0"), "a/x", "b/x"])).toEqual({ a: "2.0.0", b: "2.0.0" });
    expect(await versions([ask("c@3.0.0")], ["fix: a", "a/x"])).toEqual({ a: "1.1.1", c: "3.0.0" });
    expect(await versions([ask("c@3.0.0"), "a/x"])).toEqual({ c: "3.0.0" });
    expect(await versions([ask("nobody@3.0.0")])).toEqual({});
  });
});

describe("version.overrides", () => {
  const because = "It only mends a crash.";

  test("replace what a message says, and show why", async () => {
    const { release, changes } = await propose({
      messages: ["feat!: a"],
      overrides: [{ id: idOf(1), message: "fix: a crash", because }],
    });
    expect(release?.version).toBe("1.1.1");
    expect(changes).toMatchObject([
      { subject: "a crash", bump: "patch", rule: "fix, by version.overrides", overridden: because },
    ]);
  });

  test("say what a commit asks for, by the beginning of its id", async () => {
    const of = async (release: Override["release"] & {}) =>
      (await propose({ messages: ["feat: a"], overrides: [{ id: idOf(1).slice(0, 39) + "1", release, because }] }))
        .release?.version;
    expect([await of("major"), await of("patch"), await of(false)]).toEqual(["2.0.0", "1.1.1", undefined]);
  });

  test("are read before reverts are paired", async () => {
    const { release } = await propose({
      messages: ["take it back", "feat: a"],
      overrides: [{ id: idOf(2), message: `Revert "feat: a"\n\nThis reverts commit ${idOf(1)}.`, because }],
    });
    expect(release).toBe(null);
  });

  test("that name nothing are told, and those that name two commits are refused", async () => {
    const { warnings } = await propose({
      messages: ["fix: a"],
      overrides: [{ id: "0000000", release: false, because }],
    });
    expect(warnings).toMatchObject([{ code: "RS_PLAN_COMMIT", message: expect.stringContaining("0000000") }]);
    const both = propose({ messages: ["fix: a", "fix: b"], overrides: [{ id: "aaaaaaa", release: false, because }] });
    await expect(both).rejects.toThrow(expect.objectContaining({ code: "RS_SPEC_INVALID" }));
  });
});

test("a plan warns of what may not be read as it was meant, and names few of many", async () => {
  const { warnings } = await propose({ messages: ["feat!: a"], version: { preset: "angular" } });
  expect(warnings).toMatchObject([
    { code: "RS_PLAN_COMMIT", message: expect.stringMatching(/^aaaaaaa: "feat!: a" asks/) },
  ]);
  const many = await propose({ messages: Array.from({ length: 9 }, () => "feat!: a"), version: { preset: "angular" } });
  expect(many.warnings).toHaveLength(6);
  expect(many.warnings.at(-1)?.message).toBe("4 more messages may not be read as they were meant.");
});

const word = fc.constantFrom(
  "feat: a",
  "fix: b",
  "feat!: c",
  "Feat: d",
  "docs: e",
  "fix: f\n\nBREAKING CHANGE: g",
  "Title\n\n* feat: h\n* fix: i",
  "perf: j [skip release]",
  "merge",
);
const ways = fc.record({
  preset: fc.constantFrom("angular", "conventionalcommits", "relspec"),
  squash: fc.boolean(),
}) as fc.Arbitrary<Partial<VersionSpec>>;
const order = ["major", "minor", "patch", undefined] as const;

test("laws of every preset: the order of commits changes nothing, and one more never lowers the bump", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 8 }), word, ways, async (messages, more, version) => {
      const bumpOf = async (given: readonly string[]) =>
        (await propose({ messages: given, version })).release?.bump ?? undefined;
      const bump = await bumpOf(messages);
      expect(await bumpOf(messages.toReversed())).toBe(bump);
      expect(order.indexOf(await bumpOf([more, ...messages]))).toBeLessThanOrEqual(order.indexOf(bump));
    }),
  );
});
