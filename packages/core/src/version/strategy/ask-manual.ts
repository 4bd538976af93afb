import { bumpBetween } from "../next-version.ts";
import { compareVersions, isVersion } from "../satisfies.ts";
import type { Ask, StrategyFacts } from "./strategy.ts";

/** `manual`: a package whose manifest is ahead of its last release is released as what the manifest says. */
export function askManual({ packages, past }: StrategyFacts): ReadonlyMap<string, Ask> {
  return new Map(
    packages.flatMap(({ name, version }) => {
      const last = past.get(name)?.last?.version ?? null;
      if (version === null || !isVersion(version) || (last !== null && compareVersions(version, last) <= 0)) return [];
      return [[name, { bump: bumpBetween(last, version) ?? "patch", version }] as const];
    }),
  );
}
