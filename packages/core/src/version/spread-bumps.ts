import type { Bump } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import type { PackageFact } from "../plugin/facts.ts";
import { bumps } from "./classify-commit.ts";
import type { GroupMembers } from "./group-members.ts";
import { dependencyTarget, leftRange } from "./internal-range.ts";
import { highestBump } from "./next-version.ts";

/** A reason that is not a change of the package's own. */
export interface Because {
  /** `depends on @acme/a`, `group ui`. */
  readonly rule: string;
  /** Why that asks for a release: `~1.0.0 does not allow 1.1.0`. */
  readonly detail?: string;
}

export interface Spread {
  readonly bump: Bump;
  readonly to: string;
  /** Why, beside its own changes; sorted. */
  readonly because: readonly Because[];
}

interface Given {
  readonly packages: readonly PackageFact[];
  /** Fixed and linked groups; no package is in two. */
  readonly groups: readonly GroupMembers[];
  /** What the packages' own changes ask for. */
  readonly own: ReadonlyMap<string, Bump>;
  /** Version of a package's last release: one that never was released is not released only because of others. */
  readonly last: (name: string) => string | null;
  /** The next version of a package; with several names their common one. */
  readonly next: (names: readonly string[], bump: Bump) => string;
  readonly dependants: VersionSpec["dependants"];
  /** Whether a package keeps its version, whatever asks for another. */
  readonly stays?: (name: string) => boolean;
  /** Another way to tell whether a dependant has to follow with a patch: that of another tool. */
  readonly follows?: (dependency: Dependency, next: string, group: readonly string[]) => boolean;
}

type Dependency = PackageFact["dependencies"][number];

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly dependency: Dependency;
}

/**
 * Carries bumps on to groups and dependants until nothing changes. Bumps only grow, so this ends; it goes by rounds, in each of
 * which all that grew in the last one counts, so the result does not depend on the order of the packages. A package grows three
 * times at the most, and only its own edges are looked at when it does.
 *
 * A dependant whose range no longer holds gets a patch; where it is a range of peers, whoever installs the dependant has to move
 * along, so it grows as much as the peer.
 */
export function spreadBumps(given: Given): ReadonlyMap<string, Spread> {
  const { groups, own, next, stays = () => false } = given;
  const groupOf = new Map(groups.flatMap((group) => group.names.map((name) => [name, group] as const)));
  const into = edgesInto(given);
  const asked = new Map<string, Bump>();
  const levels = new Map<GroupMembers, { readonly bump: Bump; readonly version: string }>();
  const versions = new Map<string, string>();
  let wanted = new Map(own);

  while (wanted.size > 0) {
    const grown = new Set<string>();
    const raise = (name: string, bump: Bump): void => {
      if (stays(name) || !isHigher(bump, asked.get(name))) return;
      asked.set(name, bump);
      grown.add(name);
    };
    for (const [name, bump] of wanted) {
      const group = groupOf.get(name);
      if (!group) {
        raise(name, bump);
        continue;
      }
      if (isHigher(bump, levels.get(group)?.bump)) {
        levels.set(group, { bump, version: next(group.names, bump) });
        for (const member of group.names) if (group.kind === "fixed" || asked.has(member)) raise(member, bump);
      }
      raise(name, levels.get(group)?.bump ?? bump);
    }
    for (const name of grown) {
      const group = groupOf.get(name);
      versions.set(name, (group && levels.get(group)?.version) ?? next([name], asked.get(name)!));
    }
    wanted = new Map();
    for (const name of grown) {
      for (const edge of into.get(name) ?? []) {
        const bump = askedBy(edge, asked.get(name)!, versions.get(name)!, given, groupOf);
        if (bump && isHigher(bump, asked.get(edge.from)))
          wanted.set(edge.from, highestBump([bump, wanted.get(edge.from)])!);
      }
    }
  }
  return describe(given, { asked, versions, groupOf, into });
}

function isHigher(bump: Bump, than: Bump | undefined): boolean {
  return than === undefined || bumps.indexOf(bump) < bumps.indexOf(than);
}

/** By the name of the dependency: who depends on it. What is for development alone never reaches a user. */
function edgesInto({ packages, last }: Given): ReadonlyMap<string, readonly Edge[]> {
  const known = new Set(packages.map(({ name }) => name));
  const into = new Map<string, Edge[]>();
  for (const { name: from, dependencies } of packages) {
    if (last(from) === null) continue;
    for (const dependency of dependencies) {
      const to = dependencyTarget(dependency);
      if (dependency.kind === "development" || to === from || !known.has(to)) continue;
      const edges = into.get(to) ?? [];
      if (edges.length === 0) into.set(to, edges);
      edges.push({ from, to, dependency });
    }
  }
  return into;
}

function askedBy(
  edge: Edge,
  bump: Bump,
  version: string,
  { last, dependants, follows }: Given,
  groupOf: ReadonlyMap<string, GroupMembers>,
): Bump | null {
  if (follows) return follows(edge.dependency, version, groupOf.get(edge.to)?.names ?? [edge.to]) ? "patch" : null;
  if (leftRange(edge.dependency.range, last(edge.to), version) !== null)
    return edge.dependency.kind === "peer" ? bump : "patch";
  return dependants === "always" ? "patch" : null;
}

interface Settled {
  readonly asked: ReadonlyMap<string, Bump>;
  readonly versions: ReadonlyMap<string, string>;
  readonly groupOf: ReadonlyMap<string, GroupMembers>;
  readonly into: ReadonlyMap<string, readonly Edge[]>;
}

function describe(given: Given, { asked, versions, groupOf, into }: Settled): ReadonlyMap<string, Spread> {
  const reasons = new Map<string, Map<string, Because>>();
  const byEdges = new Map<string, Bump>();
  for (const [name, version] of versions) {
    for (const edge of into.get(name) ?? []) {
      const bump = askedBy(edge, asked.get(name)!, version, given, groupOf);
      if (!bump || !asked.has(edge.from)) continue;
      const range = leftRange(edge.dependency.range, given.last(name), version);
      const detail =
        range === null
          ? `${edge.dependency.range} still allows ${version}; the spec asks for all dependants`
          : `${range} does not allow ${version}`;
      const mine = reasons.get(edge.from) ?? new Map<string, Because>();
      reasons.set(edge.from, mine.set(name, { rule: `depends on ${name}`, detail }));
      byEdges.set(edge.from, highestBump([bump, byEdges.get(edge.from)])!);
    }
  }
  return new Map(
    given.packages.flatMap(({ name }) => {
      const bump = asked.get(name);
      const to = versions.get(name);
      if (bump === undefined || to === undefined) return [];
      const because = [...(reasons.get(name)?.values() ?? [])];
      // The group is a reason only for what the package would not have had by itself.
      const group = groupOf.get(name);
      if (group && highestBump([given.own.get(name), byEdges.get(name)]) !== bump)
        because.push({ rule: `group ${group.name}` });
      return [[name, { bump, to, because: because.sort((a, b) => (a.rule < b.rule ? -1 : 1)) }] as const];
    }),
  );
}
