import type { VersionSpec } from "../../model/spec.ts";
import { highestBump } from "../next-version.ts";
import { compareVersions } from "../satisfies.ts";
import { askCalendar } from "./ask-calendar.ts";
import { askCommits } from "./ask-commits.ts";
import { askIntents } from "./ask-intents.ts";
import { askManual } from "./ask-manual.ts";
import type { Ask, Strategy, StrategyFacts } from "./strategy.ts";

/** Every strategy of the spec. One more is a file with its function, and a line here. */
const strategies: Readonly<Record<VersionSpec["strategy"][number], Strategy>> = {
  "conventional-commits": askCommits,
  intents: askIntents,
  manual: askManual,
  calver: askCalendar,
};

/**
 * What all strategies of the spec ask for together: of bumps the highest, of versions the highest, and every reason. A version
 * that is named stands for a bump of any height; that it is not lower than what others ask for is judged by `refuseTooLow`.
 */
export function combineStrategies(facts: StrategyFacts): ReadonlyMap<string, Ask> {
  const combined = new Map<string, Ask>();
  for (const strategy of new Set(facts.version.strategy)) {
    for (const [name, ask] of strategies[strategy](facts)) {
      const before = combined.get(name);
      combined.set(name, before ? both(before, ask) : ask);
    }
  }
  return combined;
}

function both(one: Ask, other: Ask): Ask {
  const version = higher(one.version, other.version);
  return {
    bump: highestBump([one.bump, other.bump]) ?? one.bump,
    ...(version !== undefined && { version }),
    because: [...(one.because ?? []), ...(other.because ?? [])],
  };
}

function higher(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compareVersions(one, other) >= 0 ? one : other;
}
