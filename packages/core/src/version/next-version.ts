import diff from "semver/functions/diff.js";
import inc from "semver/functions/inc.js";
import parse from "semver/functions/parse.js";
import prereleaseOf from "semver/functions/prerelease.js";
import type { Bump } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import type { BranchRole } from "./branch-of.ts";
import { bumps } from "./classify-commit.ts";
import { compareVersions, isVersion, numbersOf } from "./satisfies.ts";

interface Question {
  /** Version of the last release; null when there is none. */
  readonly last: string | null;
  /** Highest version on the branch, prereleases included. */
  readonly highest: string | null;
  readonly bump: Bump;
  readonly branch: BranchRole;
  readonly version: Pick<VersionSpec, "initial" | "zero">;
}

export function highestBump(given: Iterable<Bump | undefined>): Bump | null {
  const all = new Set(given);
  return bumps.find((bump) => all.has(bump)) ?? null;
}

/** What a bump means at a version: below 1.0.0 a breaking change may be a minor one. */
export function effectiveBump(bump: Bump, last: string | null, zero: VersionSpec["zero"]): Bump {
  return bump === "major" && zero === "minor" && last !== null && parse(last)?.major === 0 ? "minor" : bump;
}

/** Which part of a version the step from one to another changes; null from nothing. */
export function bumpBetween(from: string | null, to: string): Bump | null {
  if (from === null) return null;
  if (!isVersion(from) || !isVersion(to)) return bumpOfNumbers(numbersOf(from), numbersOf(to));
  const kind = diff(from, to)?.replace(/^pre/, "");
  return bumps.find((bump) => bump === kind) ?? null;
}

/** Where a calendar's version is none of Semantic Versioning: the place of the first number that differs. */
function bumpOfNumbers(from: readonly number[], to: readonly number[]): Bump | null {
  const at = to.findIndex((number, index) => number !== (from[index] ?? 0));
  return at === -1 ? null : (bumps[at] ?? "patch");
}

export function nextVersion({ last, highest, bump: asked, branch, version }: Question): string {
  const { prerelease } = branch;
  const bump = effectiveBump(asked, last, version.zero);
  if (last === null) return prerelease === undefined ? version.initial : `${version.initial}-${prerelease}.1`;
  if (prerelease === undefined) return increment(last, bump);
  const first = (from: string) => `${increment(from, bump)}-${prerelease}.1`;
  if (prereleaseOf(last) === null) return first(last);
  // The number goes on, unless the changes ask for more than the version under way has announced.
  const goesOn = increment(last, "prerelease");
  const anew = first(highest ?? last);
  return compareVersions(goesOn, anew) > 0 ? goesOn : anew;
}

function increment(version: string, by: Bump | "prerelease"): string {
  // The version comes from a tag that was recognised as one, so there is always an answer.
  return inc(version, by)!;
}
