import type { Change } from "../../model/change.ts";
import { highestBump } from "../next-version.ts";
import type { Ask, StrategyFacts } from "./strategy.ts";

/**
 * `calver` alone: any change is worth a release, except one that says it is not. Beside another strategy it only numbers what
 * that one asks for.
 */
export function askCalendar({ packages, changes, version }: StrategyFacts): ReadonlyMap<string, Ask> {
  if (version.strategy.some((other) => other !== "calver")) return new Map();
  return new Map(
    packages.flatMap(({ name }) => {
      const counting = (changes.get(name) ?? []).filter((change) => !isHeldBack(change));
      const bump = highestBump(counting.map((change) => change.bump ?? "patch"));
      const silent = counting.filter((change) => change.bump === undefined).length;
      const because = silent > 0 ? [{ rule: `calver: ${silent} more ${silent === 1 ? "change" : "changes"}` }] : [];
      return bump === null ? [] : [[name, { bump, because }] as const];
    }),
  );
}

/** By `[skip release]` in its message, or by a rule of the spec. */
function isHeldBack({ bump, rule }: Change): boolean {
  return bump === undefined && (rule === "[skip release]" || rule.startsWith("version.rules"));
}
