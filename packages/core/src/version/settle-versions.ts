import { RelspecError } from "../errors/relspec-error.ts";
import type { Bump, Change } from "../model/change.ts";
import type { PackageFact } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import { groupMembers } from "./group-members.ts";
import { followsAsChangesets, intentGroups, nextPrerelease } from "./intents/intent-versions.ts";
import { type IntentFolder, isLeftOut } from "./intents/read-intents.ts";
import { dependencyTarget } from "./internal-range.ts";
import { refuseTooLow } from "./judge-versions.ts";
import type { PastReleases } from "./last-release.ts";
import { nextCalendarVersion } from "./next-calendar-version.ts";
import { nextVersion } from "./next-version.ts";
import type { Proposing } from "./propose-release.ts";
import { compareVersions, isAnyVersion, isVersion } from "./satisfies.ts";
import { type Spread, spreadBumps } from "./spread-bumps.ts";
import type { Ask } from "./strategy/strategy.ts";

export interface Lasts {
  readonly past: ReadonlyMap<string, PastReleases>;
  /** Version that each package's next one comes after. */
  readonly lasts: ReadonlyMap<string, string | null>;
}

/** Versions, with the overrides; an override can move a version out of a dependant's range, so it is asked until nothing is new. */
export async function settleVersions(
  { history, packages, spec, intents, decide }: Proposing,
  branch: BranchRole,
  { past, lasts }: Lasts,
  asks: ReadonlyMap<string, Ask>,
  changes: ReadonlyMap<string, readonly Change[]>,
): Promise<ReadonlyMap<string, Spread>> {
  const fixed = new Map([...asks].flatMap(([name, { version }]) => (version === undefined ? [] : [[name, version]])));
  const own = new Map([...asks].map(([name, { bump }]) => [name, bump]));
  const counted = (names: readonly string[], bump: Bump) => {
    const known = names.map((name) => lasts.get(name) ?? null).filter((version) => version !== null);
    const highest = highestOf(names.map((name) => past.get(name)?.highest));
    const { calver } = spec.version;
    if (calver)
      return nextCalendarVersion({ last: highestOf(known), bump, branch, calendar: calver, date: history.head.date });
    if (intents?.pre?.mode === "pre" && known.length > 0) return nextPrerelease(known, bump, intents.pre);
    return nextVersion({ last: highestOf(known), highest, bump, branch, version: spec.version });
  };
  const next = (names: readonly string[], bump: Bump) =>
    highestOf(names.map((name) => fixed.get(name))) ?? counted(names, bump);
  for (const [name, { bump }] of asks) {
    const to = fixed.get(name);
    if (to !== undefined && past.get(name)?.last) refuseTooLow({ name, to, least: counted([name], bump) }, changes);
  }
  const last = (name: string) => lasts.get(name) ?? null;
  const everyone = packages.map(({ name }) => name);
  const groups = [...groupMembers(spec, everyone), ...(intents ? intentGroups(intents.config, everyone) : [])];
  const likeChangesets = intents && {
    stays: stayingOf(packages, intents),
    follows: (dependency: PackageFact["dependencies"][number], to: string, group: readonly string[]) => {
      const before = last(dependencyTarget(dependency)) ?? "0.0.0";
      const current = highestOf(group.map(last)) ?? before;
      return followsAsChangesets(dependency, { own: before, current, next: to }, intents.config);
    },
  };
  const { dependants } = spec.version;
  const asked = new Set<string>();
  for (;;) {
    const spread = spreadBumps({ packages, groups, own, last, next, dependants, ...likeChangesets });
    const fresh = [...spread].filter(([name]) => !asked.has(name));
    if (fresh.length === 0) return spread;
    for (const [name, { to }] of fresh) {
      asked.add(name);
      const decided = await decide(name, to);
      if (decided === undefined || decided === to) continue;
      refuseDecision(name, decided, last(name), spec.version.calver ? isAnyVersion : isVersion);
      fixed.set(name, decided);
    }
  }
}

/** Whether a package keeps its version, because the configuration of changesets leaves it out. */
function stayingOf(packages: readonly PackageFact[], { config }: IntentFolder): (name: string) => boolean {
  const out = new Set(packages.filter((fact) => isLeftOut(fact, config)).map(({ name }) => name));
  return (name) => out.has(name);
}

function highestOf(versions: readonly (string | null | undefined)[]): string | null {
  return versions.reduce<string | null>(
    (high, each) => (each && (high === null || compareVersions(each, high) > 0) ? each : high),
    null,
  );
}

function refuseDecision(name: string, decided: string, last: string | null, isOne: (text: string) => boolean): void {
  if (isOne(decided) && (last === null || compareVersions(decided, last) > 0)) return;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: isOne(decided)
      ? `A plugin decided on ${decided} for ${name}, which does not come after ${last}.`
      : `A plugin decided on ${JSON.stringify(decided)} for ${name}, which is not a version.`,
    suggestions: ["Look at the plugins that use the hook `decideVersion`: `relspec plugins inspect`."],
    details: { package: name, decided, last },
  });
}
