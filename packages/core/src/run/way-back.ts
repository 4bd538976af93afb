import type { JsonObject } from "../model/json.ts";
import type { Plan, PlannedStage } from "../model/plan.ts";
import type { HeldEnvironment } from "../model/record.ts";
import { effectStep } from "./effect-step.ts";
import type { RunInput } from "./run-input.ts";
import type { StepFailure } from "./run-steps.ts";
import { stepHistory } from "./step-history.ts";
import { recordUndone, undoStep } from "./undo-release.ts";

/** Put on record that an environment does not run well and has to go back; whoever goes on after a crash does that first. */
export async function beginWayBack(
  { environment, ring }: PlannedStage,
  { step, error }: StepFailure,
  { journal }: RunInput,
): Promise<void> {
  const data: JsonObject = {
    environment: environment ?? "",
    ...(ring !== undefined && { ring }),
    step: step.id,
    code: error.code,
    message: error.message,
  };
  await journal.append(journal.keys.environment(environment ?? "", "failed"), "environment.failed", data);
}

/**
 * Make the version before active again: every step of the environment that was done, ring by ring, last first. What can be
 * undone is undone, what cannot is carried out again for the version before, as the plan says. Killed anywhere, calling it
 * again goes on. What has no way back is left, and said.
 * @throws what an action threw, and what halted the run; the environment is still on its way back then.
 */
export async function finishWayBack(environment: string, input: RunInput): Promise<HeldEnvironment> {
  const { plan, journal } = input;
  const left: string[] = [];
  for (const stage of partsOf(plan, environment).toReversed()) {
    for (const step of stage.steps.toReversed()) {
      if (stage.verify?.includes(step.id)) continue;
      const history = stepHistory(journal.events(), step.id);
      if (!history.done || history.undone) continue;
      const back = stage.back?.find((each) => each.for === step.id)?.step;
      if (step.irreversible === undefined) await undoStep(step, input, environment);
      else if (back) {
        await effectStep(back, input);
        await recordUndone(step, null, input, { environment, by: back.id });
      } else left.push(step.id);
    }
  }
  const version = left.length === 0 ? (plan.release?.previous ?? null) : null;
  const data = { environment, version, left };
  await journal.append(journal.keys.environment(environment, "restored"), "environment.restored", data);
  return heldOf(environment, input) as HeldEnvironment;
}

/** The environment, where its verification has failed and no person has let it go. */
export function heldOf(environment: string | undefined, { journal }: RunInput): HeldEnvironment | undefined {
  return journal.record().held.find((each) => each.environment === environment);
}

/** A person lets a held environment go: its steps begin anew. */
export async function letGo(environment: string, reason: string, { plan, journal }: RunInput): Promise<void> {
  const steps = partsOf(plan, environment).flatMap((part) => [
    ...part.steps.map(({ id }) => id),
    ...(part.back ?? []).map(({ step }) => step.id),
  ]);
  const data = { environment, steps, reason };
  await journal.append(journal.keys.environment(environment, "released"), "environment.released", data);
}

/** What a person is told of an environment that went back by itself. */
export function describeHeld({ environment, version, reason, at }: HeldEnvironment): string {
  const now =
    version === null
      ? `${environment} could not be taken back as a whole`
      : `${version} is active in ${environment} again`;
  return `${now} since ${at}, because: ${reason}`;
}

/** An environment's stages of the plan, ring by ring. */
export function partsOf(plan: Plan, environment: string): readonly PlannedStage[] {
  return plan.stages.filter((stage) => stage.environment === environment);
}
