import { RelspecError } from "../errors/index.ts";
import type { GateSpec, StepSpec } from "../model/spec.ts";
import type { ConditionFacts } from "./condition-values.ts";
import type { Conditions } from "./conditions.ts";

/** The gates that hold here. One whose condition has no answer holds: what cannot be told never opens anything. */
export function gatesThatHold(
  gates: readonly GateSpec[],
  conditions: Conditions | null,
  facts: ConditionFacts,
): readonly GateSpec[] {
  return gates.filter(({ when }) => {
    if (when === undefined || !conditions) return true;
    try {
      return conditions.holds(when, facts);
    } catch {
      return true;
    }
  });
}

/** The steps that are taken here. @throws `RS_PLAN_CONDITION` where a condition has no answer: neither doing nor leaving is safe. */
export function stepsThatHold(
  steps: readonly StepSpec[],
  conditions: Conditions | null,
  facts: ConditionFacts,
): readonly StepSpec[] {
  return steps.filter(({ id, when }) => {
    if (when === undefined || !conditions) return true;
    try {
      return conditions.holds(when, facts);
    } catch (error) {
      throw new RelspecError("RS_PLAN_CONDITION", {
        message: `The condition of the step "${id}" has no answer for this release: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`,
        details: { step: id, when },
        suggestions: [`Change its \`when: ${when}\` so that it is true or false for every release.`],
        cause: error,
      });
    }
  });
}
