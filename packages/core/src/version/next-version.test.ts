import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bump } from "../model/change.ts";
import type { BranchRole } from "./branch-of.ts";
import { bumps } from "./classify-commit.ts";
import { nextVersion } from "./next-version.ts";
import { compareVersions } from "./satisfies.ts";

const main: BranchRole = { type: "release", channel: null, named: true };
const beta: BranchRole = { type: "prerelease", channel: "beta", prerelease: "beta", named: true };

function next(
  last: string | null,
  bump: Bump,
  branch = main,
  highest = last,
  version: { initial: string; zero: "strict" | "minor" } = { initial: "1.0.0", zero: "strict" },
) {
  return nextVersion({ last, highest, bump, branch, version });
}

test.each([
  ["1.2.3", "patch", "1.2.4"],
  ["1.2.3", "minor", "1.3.0"],
  ["1.2.3", "major", "2.0.0"],
  ["0.1.0", "patch", "0.1.1"],
  ["0.1.0", "minor", "0.2.0"],
  ["0.1.0", "major", "1.0.0"],
  [null, "patch", "1.0.0"],
] as const)("%s and a %s change give %s", (last, bump, expected) => {
  expect(next(last, bump)).toBe(expected);
});

test("below 1.0.0 a breaking change is a minor one where the spec says so", () => {
  const version = { initial: "0.1.0", zero: "minor" } as const;
  expect(next(null, "major", main, null, version)).toBe("0.1.0");
  expect(next("0.9.0", "major", main, "0.9.0", version)).toBe("0.10.0");
  expect(next("0.9.0", "patch", main, "0.9.0", version)).toBe("0.9.1");
  expect(next("1.0.0", "major", main, "1.0.0", version)).toBe("2.0.0");
});

/** One bump after the other on a prerelease branch. */
function sequence(from: string | null, ...asked: Bump[]) {
  const seen: string[] = [];
  let last = from;
  for (const bump of asked) seen.push((last = next(last, bump, beta)));
  return seen;
}

test("prereleases count on until the changes ask for more", () => {
  expect(sequence("1.0.0", "patch", "minor", "patch", "major", "minor")).toEqual([
    "1.0.1-beta.1",
    "1.1.0-beta.1",
    "1.1.0-beta.2",
    "2.0.0-beta.1",
    "2.0.0-beta.2",
  ]);
  expect(sequence(null, "minor", "patch", "major")).toEqual(["1.0.0-beta.1", "1.0.0-beta.2", "1.0.0-beta.3"]);
  expect(sequence("0.5.0", "major")).toEqual(["1.0.0-beta.1"]);
  expect(sequence("1.1.0-beta.9", "patch")).toEqual(["1.1.0-beta.10"]);
});

test("a prerelease does not fall behind another line of prereleases that was merged", () => {
  expect(next("1.1.0-beta.1", "minor", beta, "2.0.0-alpha.1")).toBe("2.0.0-beta.1");
});

test("a bigger change never gives a smaller version, and every version comes after the last", () => {
  const number = fc.integer({ min: 0, max: 50 });
  const version = fc
    .tuple(number, number, number, fc.option(number))
    .map(([a, b, c, n]) => `${a}.${b}.${c}${n === null ? "" : `-beta.${n}`}`);
  fc.assert(
    fc.property(version, fc.constantFrom("strict", "minor"), (last, zero) => {
      const branch = last.includes("-") ? beta : main;
      const [major, minor, patch] = bumps.map((bump) => next(last, bump, branch, last, { initial: "1.0.0", zero }));
      expect(compareVersions(major!, minor!)).toBeGreaterThanOrEqual(0);
      expect(compareVersions(minor!, patch!)).toBeGreaterThanOrEqual(0);
      expect(compareVersions(patch!, last)).toBeGreaterThan(0);
    }),
  );
});
