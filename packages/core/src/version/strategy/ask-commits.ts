import { bumpBetween, highestBump, nextVersion } from "../next-version.ts";
import { refuseTooLow, versionAsked } from "../versions-asked.ts";
import type { Ask, StrategyFacts } from "./strategy.ts";

/** `conventional-commits`: the highest of what a package's changes ask for, or the version that a footer `Release-As:` names. */
export function askCommits({
  packages,
  changes,
  past,
  lasts,
  branch,
  version,
}: StrategyFacts): ReadonlyMap<string, Ask> {
  return new Map(
    packages.flatMap(({ name }) => {
      const own = (changes.get(name) ?? []).filter(({ file }) => file === undefined);
      const bump = highestBump(own.map((change) => change.bump));
      const asked = versionAsked(name, own, branch);
      if (!asked) return bump === null ? [] : [[name, { bump }] as const];
      const last = lasts.get(name) ?? null;
      const highest = past.get(name)?.highest ?? null;
      const least = bump && nextVersion({ last, highest, bump, branch, version });
      refuseTooLow(name, asked, { last, least });
      return [[name, { bump: bumpBetween(last, asked.version) ?? bump ?? "patch", version: asked.version }] as const];
    }),
  );
}
