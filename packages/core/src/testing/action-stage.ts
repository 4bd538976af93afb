import type { Json, JsonObject } from "../model/json.ts";
import type { PlannedStep } from "../model/plan.ts";
import type { Action } from "../plugin/action.ts";
import { createCatalogue } from "../plugin/catalogue.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import type { Finding } from "../plugin/finding.ts";
import { planStep } from "../plan/plan-step.ts";
import { templateValues } from "../template/template-values.ts";
import { createCompiler } from "../schema/compile-schema.ts";
import { readContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";
import { planningFacts } from "./plan-builder.ts";

/** One action, ready to be carried out against its counterpart, with nothing done yet. */
export interface ActionStage {
  readonly action: Action;
  /** Its options as a spec has them under `with`. */
  readonly with: JsonObject;
  /** `createWorld({ root, env })` for a real counterpart, {@link fakeWorld} for a scripted one. */
  readonly world: World;
  /** Default: a release 1.1.0 of a package `lib`. */
  readonly facts?: PlanningFacts;
  /** Results of the steps it needs, by full id. */
  readonly results?: Readonly<Record<string, Json>>;
  /** Absolute path of a directory of its own. */
  readonly artifacts: string;
  /** How often the effect is there. Ask the counterpart, never the action. */
  count(): Promise<number> | number;
  /** Put something else in the effect's place. Absent where nothing can be. */
  readonly interfere?: (target: JsonObject) => Promise<void> | void;
  /** From now on the counterpart never answers. For an action that talks by other means than the context's. */
  readonly hang?: () => void;
  /** Names and values of secrets that may not get into a target, a result or a line. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Lines that were logged so far, if the world keeps them. */
  readonly lines?: () => readonly string[];
  close(): Promise<void>;
}

/** Id of the step in every plan of the kit. */
export const stepId = "deploy/test/step";

/** Plan the step as the engine does: templates filled in, options validated. @throws as the engine. */
export function planStage(
  stage: ActionStage,
  given: { readonly with?: JsonObject; readonly world?: World } = {},
): Promise<PlannedStep> {
  const facts = stage.facts ?? planningFacts();
  const actions = { step: stage.action };
  const catalogue = createCatalogue(
    [
      {
        name: "test",
        use: { name: "test", options: {} },
        plugin: { name: "test", setup: () => ({ actions }) },
        contributions: { actions },
        permissions: null,
        origin: "/test",
      },
    ],
    { gates: {}, documents: {} },
  );
  return planStep(
    {
      id: stepId,
      uses: "test/step",
      with: given.with ?? stage.with,
      needs: Object.keys(stage.results ?? {}),
      retry: { attempts: 1, delay: 1 },
    },
    {
      catalogue,
      facts,
      values: templateValues(facts.release, facts.base, facts.notes),
      world: given.world ?? stage.world,
      compile: createCompiler(),
      signal: new AbortController().signal,
    },
  );
}

/** What `check` finds; null without one. */
export async function checkStage(stage: ActionStage, target: JsonObject): Promise<Finding | null> {
  const { action, world, results = {} } = stage;
  return (
    (await action.check?.(
      target,
      readContext(world, { step: stepId, results, signal: new AbortController().signal }),
    )) ?? null
  );
}
