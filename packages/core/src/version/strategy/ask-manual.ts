import { bumpBetween } from "../next-version.ts";
import { compareVersions, isVersion } from "../satisfies.ts";
import type { Ask, StrategyFacts } from "./strategy.ts";

/**
 * `manual`: a package is released as what a person gave, in the spec, in a file or in its manifest, when that is ahead of its last
 * release.
 */
export function askManual({ packages, past, given }: StrategyFacts): ReadonlyMap<string, Ask> {
  return new Map(
    packages.flatMap(({ name, version: manifest }) => {
      const version = given ?? manifest;
      const last = past.get(name)?.last?.version ?? null;
      if (version === null || !isVersion(version) || (last !== null && compareVersions(version, last) <= 0)) return [];
      return [[name, { bump: bumpBetween(last, version) ?? "patch", version }] as const];
    }),
  );
}
