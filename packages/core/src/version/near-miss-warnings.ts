import type { Change } from "../model/change.ts";
import type { PlanWarning } from "../model/plan.ts";

/** How many are told one by one; `relspec explain version` tells all. */
const told = 5;

/** What a plan warns of: messages that may not be read as they were meant. */
export function nearMissWarnings(changes: readonly Change[]): readonly PlanWarning[] {
  const found = changes.flatMap(({ id, nearMisses = [] }) =>
    nearMisses.map(({ message, suggestion }) => ({
      code: "RS_PLAN_COMMIT",
      message: `${id.slice(0, 7)}: ${message}`,
      suggestions: [suggestion],
    })),
  );
  if (found.length <= told) return found;
  return [
    ...found.slice(0, told),
    {
      code: "RS_PLAN_COMMIT",
      message: `${found.length - told} more messages may not be read as they were meant.`,
      suggestions: ["`relspec explain version` shows all of them."],
    },
  ];
}
