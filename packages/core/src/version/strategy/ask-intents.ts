import { endsPrereleases } from "../intents/intent-basis.ts";
import { highestBump } from "../next-version.ts";
import type { Ask, StrategyFacts } from "./strategy.ts";

/** `intents`: the highest of what a package's intents ask for; the release that ends prereleases brings all that had one. */
export function askIntents({ packages, changes, lasts, pre }: StrategyFacts): ReadonlyMap<string, Ask> {
  return new Map(
    packages.flatMap(({ name }) => {
      const own = (changes.get(name) ?? []).filter(({ file }) => file !== undefined);
      const bump = highestBump(own.map((change) => change.bump));
      if (bump !== null) return [[name, { bump }] as const];
      if (!endsPrereleases(lasts.get(name) ?? null, pre)) return [];
      return [[name, { bump: "patch", because: [{ rule: "prereleases end" }] }] as const];
    }),
  );
}
