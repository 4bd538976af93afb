import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commit } from "../model/change.ts";
import { commit, packageFact, spec } from "../testing/plan-builder.ts";
import { compareVersions } from "./satisfies.ts";
import { type HistoryRelease, splitHistory } from "./split-history.ts";
import { tagFormat } from "./tag-name.ts";

const one = [packageFact({ name: "lib", path: "." })];

function split(commits: readonly Commit[], tags: Readonly<Record<string, string>>, packages = one) {
  const releases: HistoryRelease[] = [];
  const splitter = splitHistory({
    packages,
    tags: new Map(Object.entries(tags)),
    format: tagFormat(spec(), packages.length),
    onRelease: (release) => releases.push(release),
  });
  for (const each of commits) splitter.add(each);
  splitter.end();
  return releases;
}
const shown = (releases: readonly HistoryRelease[]) =>
  releases.map(({ name, version, previous, commits }) => [
    `${name} ${version}`,
    previous?.version ?? null,
    commits.map(({ id }) => id).join(""),
  ]);
/** `c<b` is a commit c with the parent b; newest first. */
const line = (...written: readonly string[]) =>
  written.map((each) => {
    const [id = "", parents = ""] = each.split("<");
    return commit({ id, parents: Array.from(parents) });
  });

describe("a history is split into releases", () => {
  test("each with what it was the first to bring, and what no tag has is left out", () => {
    expect(shown(split(line("e<d", "d<c", "c<b", "b<a", "a"), { "v1.0.0": "b", "v1.1.0": "d" }))).toEqual([
      ["lib 1.1.0", "1.0.0", "dc"],
      ["lib 1.0.0", null, "ba"],
    ]);
  });

  test("where a maintenance release was merged, its commits stay its own", () => {
    const merged = line("m<dx", "x<b", "d<b", "b<a", "a");
    expect(shown(split(merged, { "v1.0.0": "b", "v1.0.1": "x", "v2.0.0": "m" }))).toEqual([
      ["lib 2.0.0", "1.0.1", "md"],
      ["lib 1.0.1", "1.0.0", "x"],
      ["lib 1.0.0", null, "ba"],
    ]);
  });

  test("prereleases are part of the version that they led to, and are shown while there is none", () => {
    const tags = { "v1.0.0-beta.1": "b", "v1.0.0": "c", "v2.0.0-beta.1": "d" };
    expect(shown(split(line("d<c", "c<b", "b<a", "a"), tags))).toEqual([
      ["lib 2.0.0-beta.1", "1.0.0", "d"],
      ["lib 1.0.0", null, "cba"],
    ]);
  });

  test("two versions on one commit: the lower one brought it", () => {
    expect(shown(split(line("b<a", "a"), { "v1.0.0": "b", "v1.0.1": "b" }))).toEqual([
      ["lib 1.0.1", "1.0.0", ""],
      ["lib 1.0.0", null, "ba"],
    ]);
  });

  test("for each of several packages by its own tags and paths", () => {
    const packages = ["x", "y"].map((name) => packageFact({ name, path: `packages/${name}` }));
    const touching = (id: string, parents: string, ...names: readonly string[]) =>
      commit({ id, parents: Array.from(parents), files: names.map((name) => `packages/${name}/a.js`) });
    const commits = [
      touching("d", "c", "x"),
      touching("c", "b", "x", "y"),
      touching("b", "a", "y"),
      touching("a", "", "x"),
    ];
    expect(shown(split(commits, { "x@1.0.0": "a", "x@1.1.0": "d", "y@1.0.0": "c" }, packages))).toEqual([
      ["x 1.1.0", "1.0.0", "dc"],
      ["y 1.0.0", null, "cb"],
      ["x 1.0.0", null, "a"],
    ]);
  });

  test("as soon as it is whole, not at the end", () => {
    const seen: string[] = [];
    const splitter = splitHistory({
      packages: one,
      tags: new Map([
        ["v1.0.0", "b"],
        ["v1.1.0", "c"],
      ]),
      format: tagFormat(spec(), 1),
      onRelease: ({ version }) => seen.push(version),
    });
    const [c, b] = line("c<b", "b<a");
    splitter.add(c!);
    expect(seen).toEqual([]);
    splitter.add(b!);
    expect(seen).toEqual(["1.1.0"]);
  });

  test("any history: each commit is in the lowest release that has it, where versions follow the history", () => {
    const histories = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.boolean(), fc.boolean()), {
      minLength: 1,
      maxLength: 25,
    });
    fc.assert(
      fc.property(histories, (shape) => {
        // Oldest first; each has one or two of the four before it as parents. Versions rise with the commits.
        const made = shape.map(([first, second, merge], at) => {
          const before = [at - 1 - first, ...(merge ? [at - 1 - second] : [])].filter((each) => each >= 0);
          return { id: `c${at}`, parents: [...new Set(before)].map((each) => `c${each}`) };
        });
        const head = made.length - 1;
        const reach = made.map(() => new Set<number>());
        for (const [at, { parents }] of made.entries())
          reach[at] = new Set([at, ...parents.flatMap((id) => [...reach[Number(id.slice(1))]!])]);
        const inside = [...reach[head]!].toSorted((a, b) => b - a);
        const tagged = inside.filter((at) => shape[at]![3]);
        const tags = Object.fromEntries(tagged.map((at) => [`v1.${at}.0`, `c${at}`]));
        const expected = new Map<number, number[]>(tagged.map((at) => [at, []]));
        for (const at of inside) {
          const lowest = tagged.toReversed().find((tag) => reach[tag]!.has(at));
          if (lowest !== undefined) expected.get(lowest)!.push(at);
        }
        const releases = split(
          inside.map((at) => commit({ ...made[at]! })),
          tags,
        );
        expect(releases.map(({ version }) => version)).toEqual(
          [...expected.keys()].map((at) => `1.${at}.0`).toSorted((a, b) => compareVersions(b, a)),
        );
        for (const { version, commits, previous } of releases) {
          const at = Number(version.split(".")[1]);
          expect(commits.map(({ id }) => Number(id.slice(1)))).toEqual(expected.get(at));
          const below = tagged.find((tag) => tag < at && reach[at]!.has(tag));
          // At least the highest release that is part of it; a higher one where both go back to the same commits.
          const floor = below === undefined ? "0.0.0" : `1.${below}.0`;
          const told = previous?.version ?? "0.0.0";
          expect(compareVersions(told, floor)).toBeGreaterThanOrEqual(0);
          expect(compareVersions(told, version)).toBeLessThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
