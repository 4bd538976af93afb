import type { Bump } from "../model/change.ts";
import type { GroupSpec } from "../model/spec.ts";
import type { PackageFact } from "../plugin/facts.ts";
import { bumps } from "./classify-commit.ts";
import { highestBump } from "./next-version.ts";
import { matchesPattern } from "./matches-pattern.ts";
import { isRange, satisfiesRange } from "./satisfies.ts";

export interface Spread {
  readonly bump: Bump;
  readonly to: string;
  /** Why, beside its own changes: `depends on @acme/a`, `group ui`. Sorted. */
  readonly because: readonly string[];
}

interface Given {
  readonly packages: readonly PackageFact[];
  readonly groups: readonly GroupSpec[];
  /** What the packages' own changes ask for. */
  readonly own: ReadonlyMap<string, Bump>;
  /** Whether a package was released before: one that never was is not released only because of others. */
  readonly wasReleased: (name: string) => boolean;
  /** The next version of a package; with several names their common one. */
  readonly next: (names: readonly string[], bump: Bump) => string;
}

/**
 * Carries bumps on to groups and dependants until nothing changes. Bumps only grow, so this ends, and the result does not
 * depend on the order of the packages.
 */
export function spreadBumps(given: Given): ReadonlyMap<string, Spread> {
  const { packages, groups, own, wasReleased, next } = given;
  const asked = new Map(own);
  const members = groups.map((group) => ({
    group,
    names: packages
      .map(({ name }) => name)
      .filter((name) => group.packages.some((pattern) => matchesPattern(name, pattern))),
  }));
  const groupOf = new Map(
    members
      .filter(({ group }) => group.kind !== "independent")
      .flatMap((each) => each.names.map((name) => [name, each] as const)),
  );

  for (;;) {
    const versions = versionsOf(asked, groupOf, next);
    let grown = false;
    const raise = (name: string, bump: Bump) => {
      const now = asked.get(name);
      if (now !== undefined && bumps.indexOf(now) <= bumps.indexOf(bump)) return;
      asked.set(name, bump);
      grown = true;
    };
    for (const { group, names } of groupOf.values()) {
      const bump = highestBump(names.map((name) => asked.get(name)));
      if (bump) for (const name of names) if (group.kind === "fixed" || asked.has(name)) raise(name, bump);
    }
    for (const each of packages) {
      if (wasReleased(each.name) && leavers(each, versions).length > 0) raise(each.name, "patch");
    }
    if (!grown) return describe(given, asked, versions, groupOf);
  }
}

type Groups = ReadonlyMap<string, { readonly group: GroupSpec; readonly names: readonly string[] }>;

function versionsOf(
  asked: ReadonlyMap<string, Bump>,
  groupOf: Groups,
  next: Given["next"],
): ReadonlyMap<string, string> {
  return new Map([...asked].map(([name, bump]) => [name, next(groupOf.get(name)?.names ?? [name], bump)]));
}

function describe(
  { packages, own }: Given,
  asked: ReadonlyMap<string, Bump>,
  versions: ReadonlyMap<string, string>,
  groupOf: Groups,
): ReadonlyMap<string, Spread> {
  return new Map(
    packages.flatMap((each) => {
      const bump = asked.get(each.name);
      const to = versions.get(each.name);
      if (bump === undefined || to === undefined) return [];
      const because = leavers(each, versions).map((name) => `depends on ${name}`);
      // The group is a reason only for what the package would not have had by itself.
      const group = groupOf.get(each.name)?.group;
      if (group && own.get(each.name) !== bump && !(because.length > 0 && bump === "patch"))
        because.push(`group ${group.name}`);
      return [[each.name, { bump, to, because: because.sort() }] as const];
    }),
  );
}

/** Names of the dependencies whose new version the package's manifest does not allow as it stands. */
function leavers({ name: self, dependencies }: PackageFact, versions: ReadonlyMap<string, string>): readonly string[] {
  const names = dependencies.filter(({ name, range, kind }) => {
    const to = versions.get(name);
    return kind !== "development" && name !== self && to !== undefined && leaves(to, range);
  });
  return [...new Set(names.map(({ name }) => name))];
}

/** The workspace protocol stands for the version that is there, so what is published changes with every release. */
function leaves(version: string, written: string): boolean {
  if (/^(?:workspace|file|link|portal):/.test(written)) return true;
  const range = written.replace(/^npm:(?:@?[^@]+)@/, "");
  return isRange(range) && !satisfiesRange(version, range);
}
