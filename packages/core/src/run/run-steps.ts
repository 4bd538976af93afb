import type { RelspecError } from "../errors/index.ts";
import type { PlannedStage, PlannedStep } from "../model/plan.ts";
import { effectStep } from "./effect-step.ts";
import type { RunInput } from "./run-input.ts";
import { asRelspecError } from "./step-errors.ts";
import { wasStopped } from "./was-stopped.ts";

/** How many steps are under way at once. */
const atOnce = 8;

export interface StepFailure {
  readonly step: PlannedStep;
  readonly error: RelspecError;
}

/**
 * The steps of one stage, each as soon as what it needs is over, in the order of the plan. Once a critical step has failed, or
 * the run was told to stop, nothing new starts, and what is under way is let finish and recorded.
 * @param closed what has closed meanwhile; as long as there is any, nothing new starts.
 * @throws what halted the run.
 */
export async function runSteps(
  stage: PlannedStage,
  input: RunInput,
  closed: () => Promise<readonly unknown[]> = async () => [],
): Promise<readonly StepFailure[]> {
  const { journal } = input;
  const failures: StepFailure[] = [];
  const here = new Set(stage.steps.map(({ id }) => id));
  const over = new Set<string>();
  const left = new Set(stage.steps);
  const underWay = new Set<Promise<void>>();
  let held = false;
  const stopped = (): boolean =>
    wasStopped(input) || journal.halted.aborted || failures.some(({ step }) => step.critical);
  const start = (step: PlannedStep): void => {
    left.delete(step);
    const run = runStep(step, input).then((error) => {
      if (error) failures.push({ step, error });
      over.add(step.id);
      underWay.delete(run);
    });
    underWay.add(run);
  };
  for (;;) {
    held ||= left.size > 0 && !stopped() && (await closed()).length > 0;
    for (const step of left) {
      if (underWay.size >= atOnce || held || stopped()) break;
      // A step that is not critical and has failed still lets those come that were to come after it.
      if (step.needs.every((need) => !here.has(need) || over.has(need))) start(step);
    }
    if (underWay.size === 0) break;
    await Promise.race(underWay);
  }
  journal.halted.throwIfAborted();
  return failures;
}

async function runStep(step: PlannedStep, input: RunInput): Promise<RelspecError | null> {
  const { journal, hooks } = input;
  if (journal.record().steps[step.id]?.state === "done") return null;
  try {
    await hooks.series("beforeStep", [step]);
    await effectStep(step, input);
    await hooks.series("afterStep", [step, journal.record().steps[step.id]?.result ?? null]);
    return null;
  } catch (thrown) {
    const error = asRelspecError(thrown);
    if (!journal.halted.aborted) {
      const { code, message } = error;
      await hooks
        .series("stepFailed", [step, { code, message }])
        .catch((other: unknown) => input.world.log(asRelspecError(other).message));
    }
    return error;
  }
}
