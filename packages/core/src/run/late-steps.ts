import type { Plan, PlannedStep } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { RunInput } from "./run-input.ts";
import { runSteps, type StepFailure } from "./run-steps.ts";

/** Steps of a release that could not make it fail, and are still not done. */
export interface LateSteps {
  readonly record: ReleaseRecord;
  readonly steps: readonly PlannedStep[];
}

/**
 * What the last release that went through still owes: a mail that no server took, or of which nobody can tell whether it was
 * sent. Null when it owes nothing. Older releases owe nothing any more: their news is old.
 */
export function lateSteps(records: readonly ReleaseRecord[]): LateSteps | null {
  const record = records.findLast(({ outcome }) => outcome === "released");
  if (!record) return null;
  const steps = stepsOf(record.plan).filter(
    ({ id, critical }) => !critical && record.steps[id]?.state !== "done" && record.steps[id]?.state !== "undone",
  );
  return steps.length === 0 ? null : { record, steps };
}

/** Try them again, the way they were planned. What fails again waits for the next run. */
export async function runLateSteps({ record, steps }: LateSteps, input: RunInput): Promise<readonly StepFailure[]> {
  const failures: StepFailure[] = [];
  for (const stage of record.plan.stages) {
    const late = stage.steps.filter((step) => steps.includes(step));
    if (late.length > 0) failures.push(...(await runSteps({ ...stage, steps: late }, input)));
  }
  return failures;
}

function stepsOf(plan: Plan): readonly PlannedStep[] {
  return plan.stages.flatMap(({ steps }) => steps);
}
