import type { RunResult, UndoPlan } from "../engine.ts";
import { RelspecError } from "../errors/index.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { PlannedStage, PlannedStep } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { resultsFor } from "../plan/find-states.ts";
import { isSameStage } from "../record/is-same-stage.ts";
import { readContext, writeContext } from "../world/contexts.ts";
import { callAction } from "./call-action.ts";
import { look } from "./look-at-step.ts";
import { recordDone, recordWord } from "./record-step.ts";
import { redactJson } from "./redact-json.ts";
import { resultOf } from "./result-of.ts";
import type { RunInput } from "./run-input.ts";
import { asRelspecError, unknownError } from "./step-errors.ts";
import { stepHistory } from "./step-history.ts";

/** What taking a release back would do, last step first, and what it cannot: known before anything is changed. */
export function planUndo(record: ReleaseRecord): UndoPlan {
  return {
    release: record.id,
    version: record.version,
    steps: stepsToUndo(record).map(({ id, summary, irreversible }) => ({
      id,
      summary,
      ...(irreversible !== undefined && { irreversible }),
      ...(isOpen(record, id) && { unknown: true as const }),
    })),
  };
}

/**
 * Take an unfinished release back, last step first. What cannot be taken back is left, and said. Killed anywhere, calling it
 * again goes on.
 */
export async function undoRelease(input: RunInput, reason: string | null): Promise<RunResult> {
  const { journal } = input;
  for (const step of stepsTouched(journal.record())) {
    try {
      // What cannot be taken back stays; but whether it took place has to be known before the release is closed.
      if (step.irreversible !== undefined) await settleWhetherDone(step, input);
      else if (await isThere(step, input)) await undoStep(step, input);
    } catch (thrown) {
      journal.halted.throwIfAborted();
      return resultOf(journal.record(), {
        outcome: "failed",
        stage: null,
        error: asRelspecError(thrown),
        step: step.id,
      });
    }
  }
  await journal.append(journal.keys.closed, "release.closed", { outcome: "undone", reason });
  return resultOf(journal.record(), { outcome: "undone", stage: null });
}

/** Steps of the stages that have begun, last first: each may have an effect, whatever the record says of it. */
function stepsTouched({ plan, stages, steps }: ReleaseRecord): readonly PlannedStep[] {
  const hasBegun = (stage: PlannedStage): boolean =>
    stage.steps.some(({ id }) => (steps[id]?.state ?? "to-do") !== "to-do") ||
    stages.some((each) => isSameStage(each, stage) && each.state !== "to-do");
  return plan.stages
    .filter(hasBegun)
    .flatMap((stage) => stage.steps)
    .toReversed();
}

/**
 * Whether there is something to take back. A run may have been killed between an effect and its record: what is found then is
 * put on record first, and so is a person's word. @throws `RS_STEP_UNKNOWN` where nobody can tell.
 */
async function isThere(step: PlannedStep, input: RunInput): Promise<boolean> {
  const history = stepHistory(input.journal.events(), step.id);
  if (history.done) return true;
  const word = input.request.assume?.find((each) => each.step === step.id);
  if (word) await recordWord(step, word.done, input);
  const told = word?.done ?? history.assumed;
  if (told === true) {
    await recordDone(step, null, true, input);
    return true;
  }
  if (told === false || (!history.open && !input.catalogue.action(step.uses).action.check)) return false;
  const found = await look(step, input);
  if (found.state === "unknown") throw unknownError(step, `${found.reason}.`, "undo");
  if (found.state !== "present") return false;
  await recordDone(step, found.result, true, input);
  return true;
}

async function settleWhetherDone(step: PlannedStep, input: RunInput): Promise<void> {
  if (stepHistory(input.journal.events(), step.id).open) await isThere(step, input);
}

/** Steps that are on record as done, and those of which nobody has seen the end. */
function stepsToUndo(record: ReleaseRecord): readonly PlannedStep[] {
  return record.plan.stages
    .flatMap((stage) => stage.steps)
    .filter(({ id }) => record.steps[id]?.state === "done" || isOpen(record, id))
    .toReversed();
}

function isOpen({ steps }: ReleaseRecord, id: string): boolean {
  const step = steps[id];
  return step?.state === "intended" || (step?.state === "failed" && step.error?.code === "RS_STEP_UNKNOWN");
}

/**
 * Take one step back that is done; nothing happens where it is taken back already.
 * @param environment the environment that goes back by itself, where it is not the release as a whole that is undone.
 * @throws `RS_STEP_IRREVERSIBLE`, what the action threw, and what halted the run.
 */
export async function undoStep(step: PlannedStep, input: RunInput, environment?: string): Promise<void> {
  const { plan, journal, catalogue, world, actor, artifacts, notify } = input;
  const why = environment === undefined ? {} : { environment };
  const { action } = catalogue.action(step.uses);
  const history = stepHistory(journal.events(), step.id);
  if (history.undone) return;
  if (!action.undo) {
    throw new RelspecError("RS_STEP_IRREVERSIBLE", {
      message: `The step "${step.id}" cannot be taken back: its plugin offers no way any more.`,
      details: { step: step.id },
    });
  }
  const steps = plan.stages.flatMap((stage) => stage.steps);
  const reading = {
    step: step.id,
    results: resultsFor(step, steps, journal.record()),
    log: (line: string) => notify({ kind: "log", line, step: step.id }),
  };
  const calling = { step: step.id, uses: step.uses, timeout: step.timeout, halted: journal.halted };
  const found = action.check
    ? (
        await callAction(
          { ...calling, what: "check" },
          (signal) =>
            action.check?.(step.target, readContext(world, { ...reading, signal })) ?? { state: "unknown", reason: "" },
        )
      ).state
    : "none";
  // A killed undo may have done its work: then there is nothing left to take back.
  if (history.undoing !== null && found === "absent") return recordUndone(step, null, input, why);
  await journal.append(journal.keys.step(step.id, "undoing"), "step.undoing", { step: step.id, found, ...why });
  notify({ kind: "step", step: step.id, phase: "applying", detail: "undo" });
  const done = history.done?.result ?? null;
  const result = await callAction({ ...calling, what: "undo" }, (signal) =>
    action.undo?.(
      step.target,
      done,
      writeContext(world, {
        ...reading,
        signal,
        key: journal.keys.effect(step.id),
        release: {
          id: plan.release?.id ?? "",
          name: plan.name,
          version: plan.release?.version ?? "",
          commit: plan.base.commit,
        },
        actor,
        artifacts,
      }),
    ),
  );
  await recordUndone(step, result ?? null, input, why);
}

/** @param more what else there is to say: the environment that goes back. */
export async function recordUndone(
  step: PlannedStep,
  result: Json,
  { journal, world }: RunInput,
  more: JsonObject = {},
): Promise<void> {
  const data = { step: step.id, result: redactJson(result, world.redact), ...more };
  await journal.append(journal.keys.step(step.id, "undone"), "step.undone", data);
}
