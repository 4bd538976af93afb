import parse from "semver/functions/parse.js";
import type { Commit } from "../model/change.ts";
import type { PackageFact } from "../plugin/facts.ts";
import { ownersOf } from "./commits-of.ts";
import { compareVersions, isPrerelease } from "./satisfies.ts";
import type { TagFormat } from "./tag-name.ts";
import { tagsByPackage } from "./tags-by-package.ts";

/** A version of a package that a tag of the history tells of. */
export interface HistoryRelease {
  readonly name: string;
  readonly version: string;
  readonly tag: string;
  /** The highest release that is part of it, or goes back to the same commits as it; null for the first. */
  readonly previous: { readonly version: string; readonly tag: string } | null;
  /** Committer's date of the commit that the tag stands on. */
  readonly date: string;
  /** What it was the first to bring, newest first. */
  readonly commits: readonly Commit[];
}

export interface HistorySplitter {
  /** The next commit, each after all of its children. */
  readonly add: (commit: Commit) => void;
  /** There is no more. */
  readonly end: () => void;
}

interface Splitting {
  readonly packages: readonly PackageFact[];
  /** Name of each tag → full id of the commit it stands on. */
  readonly tags: ReadonlyMap<string, string>;
  readonly format: TagFormat;
  /** Called for each release in the order of the history, newest first, as soon as no further commit can be part of it. */
  readonly onRelease: (release: HistoryRelease) => void;
}

interface Open {
  readonly place: number;
  readonly date: string;
  readonly commits: Commit[];
  /** Place of the highest release below it. */
  below: number | null;
}

/**
 * Splits a history into releases as it comes. A commit belongs to the first release of a package that has it: the one that
 * its children belong to, the lowest of them where lines of development were merged, until a commit has a tag of its own.
 * What no release has is left out. Only what is under way is held: the commits of unfinished releases, and for each line of
 * development one number per package.
 */
export function splitHistory({ packages, tags, format, onRelease }: Splitting): HistorySplitter {
  const { known, starts, byCommit } = placesOf(packages, tags, format);
  const owners = ownersOf(packages);
  const indexOf = new Map(packages.map(({ name }, index) => [name, index]));
  /** How many lines of development still lead into each release. */
  const leading = new Int32Array(known.length);
  const lines = new Map<string, Int32Array>();
  const opened = new Map<number, Open>();
  const queue: Open[] = [];

  const move = (line: Int32Array, index: number, to: number): void => {
    const from = line[index]!;
    leading[from]! -= 1;
    leading[to]! += 1;
    line[index] = to;
    const release = opened.get(from);
    if (release && to < from) release.below = Math.max(release.below ?? 0, to);
  };
  /** Two lines meet: what both have was first in the lower one. */
  const meet = (line: Int32Array, other: Int32Array): void => {
    for (let index = 0; index < line.length; index += 1) {
      const [mine, theirs] = [line[index]!, other[index]!];
      if (theirs < mine) move(line, index, theirs);
      else if (mine < theirs) note(theirs, mine);
      leading[theirs]! -= 1;
    }
  };
  const note = (upper: number, lower: number): void => {
    const release = opened.get(upper);
    if (release) release.below = Math.max(release.below ?? 0, lower);
  };
  const handOn = (line: Int32Array, parents: readonly string[]): void => {
    let free = true;
    for (const parent of parents) {
      const there = lines.get(parent);
      if (there === undefined && free) {
        lines.set(parent, line);
        free = false;
      } else {
        for (const place of line) leading[place]! += 1;
        if (there) meet(there, line);
        else lines.set(parent, line.slice());
      }
    }
    if (free) for (const place of line) leading[place]! -= 1;
  };
  const finish = (): void => {
    for (let first = queue[0]; first && leading[first.place] === 0; first = queue[0]) {
      queue.shift();
      opened.delete(first.place);
      const { name, version, tag } = known[first.place]!;
      const previous = first.below === null ? null : known[first.below]!;
      const { date, commits } = first;
      onRelease({ name, version, tag, previous: previous && pick(previous), date, commits });
    }
  };

  return {
    add(commit) {
      const line = lines.get(commit.id) ?? unreleased(starts, leading);
      lines.delete(commit.id);
      const places = byCommit.get(commit.id) ?? [];
      for (const place of places) {
        const release: Open = { place, date: commit.date, commits: [], below: null };
        opened.set(place, release);
        queue.push(release);
        move(line, indexOf.get(known[place]!.name)!, place);
      }
      for (const name of owners(commit)) opened.get(line[indexOf.get(name)!]!)?.commits.push(commit);
      handOn(line, commit.parents);
      if (places.length > 0 || commit.parents.length !== 1 || queue.length > 0) finish();
    },
    end() {
      // Where a history is cut off, its last commits have parents that never come.
      leading.fill(0);
      finish();
    },
  };
}

/** Each version is parsed once, and not at each comparison. */
function lowestFirst(found: readonly Known[]): readonly Known[] {
  const parsed = found.map((each) => ({ each, version: parse(each.version) }));
  return parsed
    .toSorted((a, b) =>
      a.version && b.version ? a.version.compare(b.version) : compareVersions(a.each.version, b.each.version),
    )
    .map(({ each }) => each);
}

const pick = ({ version, tag }: Known): { readonly version: string; readonly tag: string } => ({ version, tag });

/** The line of the head: what is below no tag is in the place above all releases of its package. */
function unreleased(starts: Int32Array, leading: Int32Array): Int32Array {
  const line = starts.slice();
  for (const place of line) leading[place]! += 1;
  return line;
}

interface Known {
  readonly name: string;
  readonly version: string;
  readonly tag: string;
}

/**
 * Every release in a place of its own, those of one package side by side from the lowest version up, and above them the place
 * of what is not released. A prerelease is left out once the version that it led to, or a higher one, is there.
 */
function placesOf(packages: readonly PackageFact[], tags: ReadonlyMap<string, string>, format: TagFormat) {
  const names = packages.map(({ name }) => name);
  const listed = [...tags.keys()].map((name) => ({ name }));
  const own = tagsByPackage(names, listed, format);
  const known: Known[] = [];
  const starts = new Int32Array(names.length);
  const byCommit = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    const found = (own.get(name) ?? []).flatMap((tag) => {
      const version = format.versionIn(tag.name, name);
      return version === null ? [] : [{ name, version, tag: tag.name }];
    });
    const sorted = lowestFirst(found);
    const last = sorted.findLastIndex(({ version }) => !isPrerelease(version));
    for (const each of sorted.filter(({ version }, at) => at > last || !isPrerelease(version))) {
      const commit = tags.get(each.tag) ?? "";
      const places = byCommit.get(commit);
      // Of one package the highest first: the commit itself is part of the lowest.
      if (places) places.unshift(known.length);
      else byCommit.set(commit, [known.length]);
      known.push(each);
    }
    starts[index] = known.length;
    known.push({ name, version: "", tag: "" });
  }
  return { known, starts, byCommit };
}
