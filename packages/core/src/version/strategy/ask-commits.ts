import { highestBump } from "../next-version.ts";
import type { Ask, StrategyFacts } from "./strategy.ts";

/** `conventional-commits`: the highest of what a package's changes ask for. */
export function askCommits({ packages, changes }: StrategyFacts): ReadonlyMap<string, Ask> {
  return new Map(
    packages.flatMap(({ name }) => {
      const own = (changes.get(name) ?? []).filter(({ file }) => file === undefined);
      const bump = highestBump(own.map((change) => change.bump));
      return bump === null ? [] : [[name, { bump }] as const];
    }),
  );
}
