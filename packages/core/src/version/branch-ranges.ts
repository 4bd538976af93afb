import type { Bump } from "../model/change.ts";
import { bumps } from "./classify-commit.ts";
import type { BranchRole } from "./branch-of.ts";
import { compareVersions, isPrerelease, numbersOf } from "./satisfies.ts";

/** A branch to release from, with the versions of one package that are on it. */
export interface BranchLine {
  readonly name: string;
  readonly role: BranchRole;
  readonly versions: readonly string[];
}

/** What a branch may release: versions from `min` on and below `max`. */
export interface VersionRange {
  readonly min: string;
  /** Null: there is no end. */
  readonly max: string | null;
  /** Why it ends there, for people; null where it has no end. */
  readonly because: string | null;
}

/**
 * The ranges of all release and maintenance branches, by name; prerelease branches have none. Release branches are in the order
 * of the spec: each begins at the latest version of it and those before, and ends where the next one has begun. A maintenance
 * branch stays in its own range, above narrower ones, and below what the first release branch went on to.
 * Semantics of semantic-release 25 (`lib/branches/normalize.js`).
 */
export function branchRanges(lines: readonly BranchLine[], initial: string): ReadonlyMap<string, VersionRange> {
  const releases = lines.filter(({ role }) => role.type === "release");
  const narrow = sortByRange(lines.filter(({ role }) => role.type === "maintenance"));
  const ranges = new Map<string, VersionRange>();
  narrow.forEach((line, at) => ranges.set(line.name, maintained(line, narrow[at - 1], narrow, releases[0], initial)));
  let last = latest(releases[0]?.versions ?? []) ?? initial;
  releases.forEach((line, at) => {
    last = higher(latest(line.versions) ?? last, last);
    const next = releases[at + 1];
    const max = next ? firstAbove(next.versions, releases.slice(0, at + 1)) : null;
    const because = next && max !== null ? `${max} is released from ${next.name} already` : null;
    ranges.set(line.name, { min: last, max, because });
  });
  return ranges;
}

function maintained(
  { role, versions }: BranchLine,
  before: BranchLine | undefined,
  all: readonly BranchLine[],
  main: BranchLine | undefined,
  initial: string,
): VersionRange {
  const { from, end } = boundsOf(role.range ?? "0.x");
  const start = startOf(role.range ?? "0.x", before?.role.range);
  const min = higher(latest(versions) ?? initial, start ?? from);
  const taken = main ? (firstAbove(main.versions, all) ?? latest(main.versions) ?? initial) : end;
  return compareVersions(taken, end) < 0
    ? { min, max: taken, because: `${taken} is released from ${main?.name} already` }
    : { min, max: end, because: `the range of this branch is ${role.range}` };
}

/** Where a maintenance branch begins, whatever is released on it already. A wide one begins above the narrow ones before it. */
function startOf(range: string, before: string | undefined): string | null {
  if (before === undefined || !isWide(range) || isWide(before)) return null;
  return numbersOf(before)[0] === numbersOf(range)[0] ? boundsOf(before).end : null;
}

/** What may be merged into a maintenance branch: its range, whatever else is released. */
export function mergeRange(
  line: BranchLine,
  lines: readonly BranchLine[],
): { readonly from: string; readonly end: string } {
  const narrow = sortByRange(lines.filter(({ role }) => role.type === "maintenance"));
  const before = narrow[narrow.findIndex(({ name }) => name === line.name) - 1];
  const range = line.role.range ?? "0.x";
  const { from, end } = boundsOf(range);
  return { from: startOf(range, before?.role.range) ?? from, end };
}

/** Of `1.x` from 1.0.0 to below 2.0.0, of `1.2.x` from 1.2.0 to below 1.3.0. */
export function boundsOf(range: string): { readonly from: string; readonly end: string } {
  const [major = 0, minor] = range.split(".").map((part) => (part.toLowerCase() === "x" ? undefined : Number(part)));
  return minor === undefined
    ? { from: `${major}.0.0`, end: `${major + 1}.0.0` }
    : { from: `${major}.${minor}.0`, end: `${major}.${minor + 1}.0` };
}

/** Lowest first, a narrow range before the wide one it is part of. */
export function sortByRange(lines: readonly BranchLine[]): readonly BranchLine[] {
  const wide = (line: BranchLine): number => Number(isWide(line.role.range ?? ""));
  const start = (line: BranchLine): string => boundsOf(line.role.range ?? "0.x").from;
  const major = (line: BranchLine): number => numbersOf(start(line))[0] ?? 0;
  return [...lines].sort((a, b) => major(a) - major(b) || wide(a) - wide(b) || compareVersions(start(a), start(b)));
}

function isWide(range: string): boolean {
  return /^\d+\.x(?:\.x)?$/i.test(range);
}

export function inRange(version: string, { min, max }: VersionRange): boolean {
  return compareVersions(version, min) >= 0 && (max === null || compareVersions(version, max) < 0);
}

export function rangeText({ min, max }: VersionRange): string {
  return max === null ? `>=${min}` : `>=${min} <${max}`;
}

/** Whether a branch may take a change of this height: from its latest version the step stays below its end. */
export function accepts({ min, max }: VersionRange, bump: Bump): boolean {
  if (max === null) return true;
  if (compareVersions(min, max) >= 0) return false;
  const [from, to] = [numbersOf(min), numbersOf(max)];
  const at = [0, 1, 2].find((place) => from[place] !== to[place]) ?? 2;
  // From 1.0.0 to below 1.1.0 only patches fit, to below 1.0.1 nothing does.
  return bumps.indexOf(bump) > at;
}

function latest(versions: readonly string[]): string | null {
  return versions.reduce<string | null>(
    (high, each) => (isPrerelease(each) || (high !== null && compareVersions(each, high) <= 0) ? high : each),
    null,
  );
}

function higher(one: string, other: string): string {
  return compareVersions(one, other) >= 0 ? one : other;
}

/** The lowest version that is above all that the given branches have. */
function firstAbove(versions: readonly string[], lower: readonly BranchLine[]): string | null {
  const high = lower
    .flatMap((line) => line.versions)
    .reduce<string | null>((a, b) => (a === null ? b : higher(a, b)), null);
  const above = versions.filter((each) => (high === null ? !isPrerelease(each) : compareVersions(each, high) > 0));
  return above.reduce<string | null>(
    (low, each) => (low === null || compareVersions(each, low) < 0 ? each : low),
    null,
  );
}
