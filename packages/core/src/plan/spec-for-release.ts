import { type Conditions, openConditions } from "../condition/conditions.ts";
import type { ConditionFacts } from "../condition/condition-values.ts";
import { gatesThatHold, stepsThatHold } from "../condition/keep-where.ts";
import type { Plan } from "../model/plan.ts";
import type { GateSpec, Spec, StepSpec } from "../model/spec.ts";
import type { PlanningFacts } from "../plugin/facts.ts";

/**
 * The spec as it holds for this release: without the gates and steps whose `when` does not. The decision is made once, with the
 * plan, and is part of what is approved.
 * @throws `RS_PLAN_CONDITION` for a step whose condition has no answer.
 */
export async function specForRelease(
  spec: Spec,
  facts: Pick<PlanningFacts, "release" | "base" | "packages" | "changes">,
  risk: Plan["risk"],
): Promise<Spec> {
  if (!hasConditions(spec)) return spec;
  const conditions = await openConditions();
  return {
    ...spec,
    stages: spec.stages.map((stage) => ({
      ...heldBy(stage, conditions, { ...facts, risk, stage: stage.name, environment: "" }),
      environments: stage.environments.map((each) =>
        heldBy(each, conditions, { ...facts, risk, stage: stage.name, environment: each.name }),
      ),
    })),
  };
}

function heldBy<U extends { readonly gates: readonly GateSpec[]; readonly steps: readonly StepSpec[] }>(
  unit: U,
  conditions: Conditions,
  facts: ConditionFacts,
): U {
  const steps = stepsThatHold(unit.steps, conditions, facts);
  const left = new Set(unit.steps.filter((step) => !steps.includes(step)).map(({ id }) => id));
  return {
    ...unit,
    gates: gatesThatHold(unit.gates, conditions, facts),
    // What is left out is not waited for.
    steps: steps.map((step) => (step.needs ? { ...step, needs: step.needs.filter((id) => !left.has(id)) } : step)),
  };
}

function hasConditions({ stages }: Spec): boolean {
  const has = ({ gates, steps }: Pick<Spec["stages"][number], "gates" | "steps">): boolean =>
    [...gates, ...steps].some(({ when }) => when !== undefined);
  return stages.some((stage) => has(stage) || stage.environments.some(has));
}
