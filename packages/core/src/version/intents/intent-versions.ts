import inc from "semver/functions/inc.js";
import prereleaseOf from "semver/functions/prerelease.js";
import type { Bump } from "../../model/change.ts";
import type { PackageFact } from "../../plugin/facts.ts";
import type { GroupMembers } from "../group-members.ts";
import { matchesPattern } from "../matches-pattern.ts";
import { compareVersions, isRange, satisfiesRange } from "../satisfies.ts";
import type { IntentConfig } from "./intent-config.ts";
import type { PreState } from "./pre-state.ts";

/**
 * The next prerelease as changesets counts it: what the bump makes of the version, then the identifier and a number that goes
 * on from the version's own, or from 0. `versions` are those of the package, or of all in its group.
 */
export function nextPrerelease(versions: readonly string[], bump: Bump, { tag }: Pick<PreState, "tag">): string {
  const highest = versions.reduce((a, b) => (compareVersions(b, a) > 0 ? b : a));
  const numbers = versions.map((version) => {
    const number = prereleaseOf(version)?.[1];
    return typeof number === "number" ? number + 1 : 0;
  });
  // The versions were recognised as such before, so there is always an answer.
  return `${inc(highest, bump)!}-${tag}.${Math.max(...numbers)}`;
}

/** The groups of changesets' configuration: those of the spec come before them. */
export function intentGroups({ fixed, linked }: IntentConfig, names: readonly string[]): readonly GroupMembers[] {
  const groupOf = (kind: "fixed" | "linked") => (patterns: readonly string[], index: number) => ({
    name: `${kind} ${index + 1} of changesets`,
    kind,
    names: names.filter((name) => patterns.some((pattern) => matchesPattern(name, pattern))),
  });
  return [...fixed.map(groupOf("fixed")), ...linked.map(groupOf("linked"))];
}

type Dependency = PackageFact["dependencies"][number];

/**
 * Whether a dependant has to be released because what it depends on is, as changesets tells it. Unlike relspec's own way,
 * `workspace:^` and `workspace:~` stand for a range, which the next version may be in, a range of peers asks for a patch like
 * any other, and what the range does not hold today (`other@^1` beside an `other` at 2.0.0) is another package of that name.
 */
export function followsAsChangesets(
  { range: written, kind }: Dependency,
  versions: {
    /** Of the dependency. */
    readonly own: string;
    /** Highest in its group. */
    readonly current: string;
    readonly next: string;
  },
  { workspaceOnly, always }: IntentConfig,
): boolean {
  if (kind === "development") return false;
  const local = written.startsWith("workspace:");
  if (!local && (workspaceOnly || written.includes(":"))) return false;
  const inner = local ? written.slice("workspace:".length) : written;
  if (local && (inner === "*" || (!isRange(inner) && inner !== "^" && inner !== "~"))) return true;
  const caret = local && (inner === "^" || inner === "~");
  const range = caret ? inner + versions.current : inner;
  if (!caret && (!isRange(range) || !satisfiesRange(versions.own, range))) return false;
  return always || !satisfiesRange(versions.next, range);
}
