import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { PlannedStep } from "../model/plan.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import { blame } from "../plugin/watch-tap.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { renderOptions } from "../template/render-options.ts";
import { secretsIn } from "../template/secrets-in.ts";
import { readContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";
import type { PlacedStep } from "./order-steps.ts";

export interface StepPlanner {
  readonly catalogue: Catalogue;
  readonly facts: PlanningFacts;
  readonly values: JsonObject;
  readonly world: World;
  readonly compile: Compile;
  readonly signal: AbortSignal;
}

/** Ask a step's action what it intends. The state is filled in later, by looking at the world. */
export async function planStep(step: PlacedStep, planner: StepPlanner): Promise<PlannedStep> {
  const { action, plugin } = planner.catalogue.action(step.uses);
  const validate = await planner.compile(action.options);
  // Defaults come first: they may be templates as well.
  const whole = validate(step.with).value as JsonObject;
  const { value, findings } = validate(inStep(step.id, () => renderOptions(action.options, whole, planner.values)));
  if (findings.length > 0) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `The step "${step.id}" has options that ${step.uses} does not take: ${findings.map(({ message }) => message).join(" ")}`,
      suggestions: findings.flatMap(({ suggestions }) => suggestions),
    });
  }
  const context = {
    ...readContext(planner.world, { step: step.id, results: {}, signal: planner.signal }),
    facts: planner.facts,
    needs: step.needs,
  };
  const intention = await (async () => action.plan(value as JsonObject, context))().catch((error: unknown) => {
    throw blame(error, `The action ${step.uses} failed to plan the step "${step.id}"`);
  });
  const irreversible =
    intention.irreversible ?? (action.undo ? undefined : (action.irreversible ?? "The plugin offers no way back."));
  return {
    id: step.id,
    uses: step.uses,
    summary: intention.summary,
    target: intention.target,
    needs: step.needs,
    effect: action.effect,
    critical: step.critical ?? action.critical,
    retry: step.retry ?? action.retry,
    timeout: step.timeout ?? action.timeout,
    secrets: [...new Set([...action.secrets, ...secretsIn(plugin.use.options), ...secretsIn(step.with)])].sort(),
    ...(intention.knownAfter && { knownAfter: intention.knownAfter }),
    ...(irreversible !== undefined && { irreversible }),
    tree: intention.tree ?? action.tree,
    state: "to-do",
  };
}

/** A template's error does not know which step the template stands in. */
function inStep<T>(step: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    throw new RelspecError(error.code, {
      message: `In the options of the step "${step}": ${error.message}`,
      details: { ...error.details, step },
      suggestions: error.suggestions,
      cause: error,
    });
  }
}
