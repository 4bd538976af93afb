import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bump } from "../model/change.ts";
import type { BranchSpec } from "../model/spec.ts";
import type { BranchFact } from "../plugin/facts.ts";
import { commit, packageFact, planBase, spec } from "../testing/plan-builder.ts";
import { branchOf } from "./branch-of.ts";
import { accepts, type BranchLine, branchRanges, inRange, rangeText } from "./branch-ranges.ts";
import { nextVersion } from "./next-version.ts";
import { proposeRelease } from "./propose-release.ts";
import { compareVersions } from "./satisfies.ts";

const base = "b".repeat(40);
const head = "a".repeat(40);

/** Branches in the order of the spec, each with the versions of its tags. */
function linesOf(
  given: Readonly<Record<string, readonly string[]>>,
  branches: readonly BranchSpec[],
): readonly BranchLine[] {
  return Object.entries(given).map(([name, versions]) => ({ name, versions, role: branchOf(branches, name) }));
}
const named = (...names: readonly string[]) => names.map((name): BranchSpec => ({ name }));
const rangesOf = (given: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    [...branchRanges(linesOf(given, named(...Object.keys(given))), "1.0.0")].map(([name, range]) => [
      name,
      rangeText(range),
    ]),
  );

describe("the ranges of semantic-release 25", () => {
  test.each([
    [{ main: [] }, { main: ">=1.0.0" }],
    [{ main: ["1.0.0", "1.0.1"] }, { main: ">=1.0.1" }],
    [
      { main: ["1.0.0"], next: ["1.0.0", "1.1.0"] },
      { main: ">=1.0.0 <1.1.0", next: ">=1.1.0" },
    ],
    [
      { main: ["1.0.0"], next: ["1.0.0"] },
      { main: ">=1.0.0", next: ">=1.0.0" },
    ],
    [
      { main: ["1.0.0"], next: ["1.0.0", "1.1.0"], "next-major": ["1.0.0", "1.1.0", "2.0.0"] },
      { main: ">=1.0.0 <1.1.0", next: ">=1.1.0 <2.0.0", "next-major": ">=2.0.0" },
    ],
    [
      { "1.0.x": ["1.0.0"], main: ["1.0.0", "1.1.0"] },
      { "1.0.x": ">=1.0.0 <1.1.0", main: ">=1.1.0" },
    ],
    [
      { "1.x": ["1.0.0"], main: ["1.0.0", "2.0.0"] },
      { "1.x": ">=1.0.0 <2.0.0", main: ">=2.0.0" },
    ],
    [
      { "1.x": ["1.0.0"], main: ["1.0.0", "1.1.0", "2.0.0"] },
      { "1.x": ">=1.0.0 <1.1.0", main: ">=2.0.0" },
    ],
    [
      { "1.1.x": ["1.0.0", "1.1.0"], "1.x": ["1.0.0", "1.1.0"], main: ["1.0.0", "1.1.0", "2.0.0"] },
      { "1.1.x": ">=1.1.0 <1.2.0", "1.x": ">=1.2.0 <2.0.0", main: ">=2.0.0" },
    ],
    [
      { "1.x": ["1.0.0"], main: ["1.0.0"] },
      { "1.x": ">=1.0.0 <1.0.0", main: ">=1.0.0" },
    ],
  ] as const)("of %o are %o", (given, expected) => {
    expect(rangesOf(given)).toEqual(expected);
  });

  test.each([
    [">=1.0.0 <1.1.0", { min: "1.0.0", max: "1.1.0" }, ["patch"]],
    [">=1.0.0 <2.0.0", { min: "1.0.0", max: "2.0.0" }, ["patch", "minor"]],
    [">=1.0.0 <1.0.1", { min: "1.0.0", max: "1.0.1" }, []],
    [">=1.0.0 <1.0.0", { min: "1.0.0", max: "1.0.0" }, []],
    [">=1.0.0", { min: "1.0.0", max: null }, ["patch", "minor", "major"]],
  ] as const)("%s takes what fits", (_, range, expected) => {
    const bumps: readonly Bump[] = ["patch", "minor", "major"];
    expect(bumps.filter((bump) => accepts({ ...range, because: null }, bump))).toEqual(expected);
  });
});

interface Given {
  readonly branch: string;
  readonly branches: Readonly<Record<string, readonly string[]>>;
  readonly messages?: readonly string[];
  readonly channels?: Readonly<Record<string, readonly (string | null)[]>>;
  readonly specs?: readonly BranchSpec[];
}

function propose({ branch, branches, messages = [], channels = {}, specs = named(...Object.keys(branches)) }: Given) {
  const facts = Object.entries(branches).map(([name, versions]): BranchFact => ({
    name,
    tags: versions.map((each) => `v${each}`),
  }));
  const here = branches[branch] ?? [];
  const all = [...new Set(Object.values(branches).flat())];
  const commits = messages.map((message, at) =>
    commit({ id: at === 0 ? head : String(at).padStart(40, "0"), message, parents: [base] }),
  );
  return proposeRelease({
    history: {
      head: planBase({ commit: head, branch }),
      tags: all.map((each) => ({ name: `v${each}`, commit: base, merged: here.includes(each) })),
      branches: facts,
      channels: new Map(Object.entries(channels)),
      commits,
      url: null,
      warnings: [],
    },
    packages: [packageFact({ version: null })],
    spec: spec({ version: { ...spec().version, branches: specs } }),
    classify: () => undefined,
    decide: () => undefined,
  });
}

const mainAndNext: readonly BranchSpec[] = [{ name: "main" }, { name: "next", channel: "next" }];

describe("a release outside its branch's range", () => {
  test("is refused with the change, the reason and the branch that may release it", async () => {
    const given = { branches: { main: ["1.0.0"], next: ["1.0.0", "1.1.0"] }, specs: mainAndNext };
    expect((await propose({ ...given, branch: "main", messages: ["fix: a"] })).release?.version).toBe("1.0.1");
    await expect(propose({ ...given, branch: "main", messages: ["feat: a"] })).rejects.toThrow(
      expect.objectContaining({
        code: "RS_PLAN_RANGE",
        message:
          'lib cannot become 1.1.0 here: "feat: a" (aaaaaaa) asks for it, but main releases >=1.0.0 <1.1.0, because 1.1.0 is released from next already; next may release it.',
        suggestions: ["Take the change out of main with `git revert`, and merge it into next."],
      }),
    );
  });

  test("holds next up while it lacks what main has released", async () => {
    const given = { branches: { main: ["1.0.0", "1.2.0"], next: ["1.0.0", "1.1.0"] }, specs: mainAndNext };
    await expect(propose({ ...given, branch: "next", messages: ["fix: a"] })).rejects.toThrow(
      /next releases >=1\.2\.0/,
    );
  });
});

describe("a version that another branch has", () => {
  test("is not released again", async () => {
    const given = { branches: { main: ["1.0.0", "1.0.1"], next: ["1.0.0"] }, specs: mainAndNext };
    await expect(propose({ ...given, branch: "next", messages: ["fix: a"] })).rejects.toThrow(
      /lib cannot become 1\.0\.1 here: .* because 1\.0\.1 is released from main already/,
    );
    expect((await propose({ ...given, branch: "next", messages: ["feat: a"] })).release?.version).toBe("1.1.0");
  });
});

describe("what was merged from a later branch", () => {
  const given = {
    branches: { main: ["1.0.0", "1.1.0"], next: ["1.0.0", "1.1.0"] },
    branch: "main",
    specs: mainAndNext,
  };

  test("gets the channel, and no new version", async () => {
    const { release, packages } = await propose({ ...given, channels: { "v1.1.0": ["next"] } });
    expect(release).toMatchObject({
      version: "1.1.0",
      previous: "1.0.0",
      bump: "minor",
      channel: null,
      promotes: ["next"],
    });
    expect(packages).toMatchObject([{ to: "1.1.0", tag: "v1.1.0", previousTag: "v1.0.0", channels: ["next", null] }]);
  });

  test("is left alone once it is on the channel, and when a newer release takes its place", async () => {
    expect((await propose({ ...given, channels: { "v1.1.0": ["next", null] } })).release).toBe(null);
    expect((await propose({ ...given, channels: {} })).release).toBe(null);
    const newer = await propose({ ...given, channels: { "v1.1.0": ["next"] }, messages: ["fix: a"] });
    expect(newer.release?.version).toBe("1.1.1");
    expect(newer.release?.promotes).toBe(undefined);
  });

  test("is not what comes from a prerelease branch", async () => {
    const specs = [{ name: "main" }, { name: "beta", channel: "beta", prerelease: "beta" }];
    const branches = { main: ["1.0.0", "1.1.0-beta.1"], beta: ["1.0.0", "1.1.0-beta.1"] };
    expect((await propose({ branch: "main", branches, specs, channels: { "v1.1.0-beta.1": ["beta"] } })).release).toBe(
      null,
    );
  });

  test("puts the first version of a maintenance branch on that branch's channel", async () => {
    const branches = { "1.0.x": ["1.0.0"], main: ["1.0.0", "1.1.0"] };
    expect((await propose({ branch: "1.0.x", branches })).release).toMatchObject({
      version: "1.0.0",
      channel: "1.0.x",
      promotes: [null],
      type: "maintenance",
    });
  });

  test("is refused on a maintenance branch that cannot hold it", async () => {
    const branches = { "1.0.x": ["1.0.0", "1.1.0"], main: ["1.0.0", "1.1.0"] };
    await expect(propose({ branch: "1.0.x", branches })).rejects.toThrow(
      expect.objectContaining({
        code: "RS_PLAN_RANGE",
        message: expect.stringMatching(/1\.1\.0 was merged into 1\.0\.x, which releases >=1\.0\.0 <1\.1\.0 only/),
      }),
    );
  });
});

describe("branches by pattern", () => {
  const specs: readonly BranchSpec[] = [
    { name: "main" },
    { name: "pre/*", channel: "{{slug}}", prerelease: "{{slug}}" },
    { name: "raw/*", channel: "{{name}}", prerelease: "{{name}}" },
    { name: "+([0-9])?(.{+([0-9]),x}).x", channel: "{{name}}" },
  ];

  test("have channel and identifier of their own names", () => {
    expect(branchOf(specs, "pre/new ui!")).toMatchObject({
      type: "prerelease",
      channel: "pre-new-ui",
      prerelease: "pre-new-ui",
    });
    expect(branchOf(specs, "2.x")).toMatchObject({ type: "maintenance", channel: "2.x", range: "2.x" });
    expect(branchOf(specs, "2.3.x")).toMatchObject({ type: "maintenance", range: "2.3.x" });
    expect(branchOf(specs, "2.3.4")).toMatchObject({ named: false });
    expect(branchOf(specs, "x.x")).toMatchObject({ named: false });
  });

  test("that the spec can make nothing of hold up only themselves", async () => {
    const branches = { main: ["1.0.0"], "raw/a b": ["9.9.9"] };
    expect((await propose({ branch: "main", branches, specs, messages: ["feat: a"] })).release?.version).toBe("1.1.0");
    await expect(propose({ branch: "raw/a b", branches, specs, messages: ["feat: a"] })).rejects.toThrow(
      expect.objectContaining({
        code: "RS_PLAN_BRANCH",
        message: expect.stringMatching(/"raw\/a b" is no identifier of prereleases/),
      }),
    );
  });

  test("that are hostile are data", () => {
    for (const name of [
      "__proto__",
      "constructor",
      "{{secrets.X}}",
      "$(id)",
      "-rf",
      "\u001b[31m",
      "a".repeat(1_000_000),
    ])
      expect(branchOf(specs, name)).toMatchObject({ named: false, channel: null });
  });
});

test("ranges never overlap once a branch has released something of its own", () => {
  const number = fc.integer({ min: 0, max: 3 });
  const version = fc.tuple(fc.integer({ min: 1, max: 3 }), number, number).map((parts) => parts.join("."));
  const versions = fc.array(version, { maxLength: 6 });
  fc.assert(
    fc.property(versions, versions, versions, versions, versions, version, (shared, one, two, three, four, probe) => {
      const given = {
        "1.1.x": shared,
        "1.x": [...shared, ...one],
        main: [...shared, ...two],
        next: [...shared, ...two, ...three],
        "next-major": [...shared, ...two, ...three, ...four],
      };
      const ranges = branchRanges(linesOf(given, named(...Object.keys(given))), "1.0.0");
      const holders = [...ranges].filter(([, range]) => inRange(probe, range)).map(([name]) => name);
      expect(holders.filter((name) => name.endsWith("x")).length).toBeLessThanOrEqual(1);
      expect(holders.filter((name) => name.endsWith("x") || name === "main").length).toBeLessThanOrEqual(1);
      const [main, next] = [ranges.get("main")!, ranges.get("next")!];
      expect(main.max === null || compareVersions(main.max, next.min) <= 0).toBe(true);
      expect(next.max === null || compareVersions(next.max, ranges.get("next-major")!.min) <= 0).toBe(true);
    }),
  );
});

test("no allowed sequence of releases and merges gives a version twice, or a lower one on a channel", () => {
  const names = ["1.x", "main", "next", "beta"] as const;
  const specs: readonly BranchSpec[] = [
    { name: "main" },
    { name: "next", channel: "next" },
    { name: "beta", channel: "beta", prerelease: "beta" },
    { name: "1.x", channel: "1.x" },
  ];
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("release" as const),
      on: fc.constantFrom(...names),
      bump: fc.constantFrom<Bump>("major", "minor", "patch"),
    }),
    fc.record({
      kind: fc.constant("merge" as const),
      from: fc.constantFrom("main", "next"),
      on: fc.constantFrom("main", "next", "beta"),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const tags: Record<string, Set<string>> = {
        "1.x": new Set(["1.0.0"]),
        main: new Set(["1.0.0"]),
        next: new Set(["1.0.0"]),
        beta: new Set(["1.0.0"]),
      };
      const released = new Set(["1.0.0"]);
      const channels = new Map<string | null, string>();
      for (const each of steps) {
        if (each.kind === "merge") {
          for (const version of tags[each.from]!) tags[each.on]!.add(version);
          continue;
        }
        const lines = linesOf(Object.fromEntries(names.map((name) => [name, [...tags[name]!]])), specs);
        const role = branchOf(specs, each.on);
        const here = [...tags[each.on]!].sort(compareVersions);
        const counting = here.filter((version) => !version.includes("-") || role.prerelease !== undefined);
        const to = nextVersion({
          last: counting.at(-1) ?? null,
          highest: here.at(-1) ?? null,
          bump: each.bump,
          branch: role,
          version: { initial: "1.0.0", zero: "strict" },
        });
        const range = branchRanges(lines, "1.0.0").get(each.on);
        if (range && (!inRange(to, range) || lines.some(({ versions }) => versions.includes(to)))) continue;
        expect(released.has(to), `${to} twice`).toBe(false);
        const before = channels.get(role.channel);
        expect(
          before === undefined || compareVersions(to, before) > 0,
          `${to} after ${before} on ${role.channel}`,
        ).toBe(true);
        released.add(to);
        tags[each.on]!.add(to);
        channels.set(role.channel, to);
      }
    }),
    { numRuns: 400 },
  );
});
