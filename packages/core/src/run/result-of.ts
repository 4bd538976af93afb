import type { RunResult } from "../engine.ts";
import type { RelspecError } from "../errors/index.ts";
import type { PlannedGate, PlannedStage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { StepFailure } from "./run-steps.ts";

interface Ending {
  readonly outcome: RunResult["outcome"];
  readonly stage: PlannedStage | null;
  readonly failures?: readonly StepFailure[];
  readonly closed?: readonly PlannedGate[];
  readonly error?: RelspecError;
  /** The step that failed the release. */
  readonly step?: string;
}

/** What a run says when it stops, from the record it leaves. */
export function resultOf(
  record: ReleaseRecord,
  { outcome, stage, failures = [], closed = [], error, step }: Ending,
): RunResult {
  const { id, name, version } = record;
  const steps = Object.values(record.steps);
  const count = (test: (step: (typeof steps)[number]) => boolean): number => steps.filter(test).length;
  const isOver = ({ state }: (typeof steps)[number]): boolean => state === "done" || state === "undone";
  return {
    outcome,
    release: { id, name, version },
    stage: stage && {
      name: stage.name,
      ...(stage.environment !== undefined && { environment: stage.environment }),
      ...(stage.ring !== undefined && { ring: stage.ring }),
    },
    waitingFor: closed.map(({ id: gate, kind, verdict, missing, nextOpen }) => ({
      id: gate,
      kind,
      verdict,
      missing,
      ...(nextOpen !== undefined && { nextOpen }),
    })),
    steps: {
      done: count(({ state, adopted }) => state === "done" && !adopted),
      adopted: count(({ state, adopted }) => state === "done" && adopted),
      failed: count(({ state }) => state === "failed"),
      left: count((each) => !isOver(each)),
    },
    notCritical: failures
      .filter((failure) => !failure.step.critical)
      .map((failure) => {
        const { code, message, suggestions } = failure.error;
        return { step: failure.step.id, code, message, suggestions };
      }),
    ...(error && {
      error: {
        code: error.code,
        message: error.message,
        suggestions: error.suggestions,
        ...(step !== undefined && { step }),
      },
    }),
  };
}
