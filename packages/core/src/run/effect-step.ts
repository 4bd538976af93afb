import { setTimeout as sleep } from "node:timers/promises";
import type { RelspecError } from "../errors/index.ts";
import type { Json } from "../model/json.ts";
import type { PlannedStep } from "../model/plan.ts";
import type { Finding } from "../plugin/finding.ts";
import { writeContext } from "../world/contexts.ts";
import { callAction } from "./call-action.ts";
import { look, reading } from "./look-at-step.ts";
import { refuseOtherCommit } from "./other-commit.ts";
import { type Act, recordDone, recordFailure, recordTogether, recordWord } from "./record-step.ts";
import { retryDelay } from "./retry-delay.ts";
import type { RunInput } from "./run-input.ts";
import { asRelspecError, conflictError, leavesOpen, unknownError } from "./step-errors.ts";
import { type StepHistory, stepHistory } from "./step-history.ts";
import { wasStopped } from "./was-stopped.ts";

/**
 * Bring one effect about, once: look it up in the ledger, ask the world, apply, record. Whatever happened before, and wherever
 * it was killed, calling it again ends in the effect being there once, or in an error that says what a person has to decide.
 *
 * @throws `RS_PLAN_CONFLICT`, `RS_STEP_UNKNOWN`, what the action threw once its tries are used up, and what halted the run.
 */
export async function effectStep(step: PlannedStep, input: RunInput): Promise<void> {
  const { journal, request } = input;
  const history = stepHistory(journal.events(), step.id);
  if (history.done) return;
  const word = request.assume?.find((each) => each.step === step.id);
  if (word) await recordWord(step, word.done, input);
  if (word?.done) return adopt(step, null, input);
  const stayed = word ? null : stayedFromBefore(step, input);
  if (stayed) return adopt(step, stayed.result, input);

  const found = await look(step, input);
  if (found.state === "present") return adopt(step, found.result, input);
  if (found.state === "conflict") throw conflictError(step, found);
  // A plugin that cannot even look is broken, and must not act on that.
  if (found.crash && !history.open) throw found.crash;
  const denied = word ? !word.done : history.assumed === false;
  if (history.open && !denied && found.state === "unknown") {
    throw unknownError(step, `an earlier run ended between the effect and its record; ${found.reason}.`);
  }
  await refuseOtherTree(step, input);
  await applyUntilDone(step, input);
}

/** What an attempt before has done for good, and its undo could not take back: a mail that is sent is sent. */
function stayedFromBefore(step: PlannedStep, { journal }: RunInput): StepHistory["done"] {
  if (step.effect !== "C" || step.irreversible === undefined) return null;
  return stepHistory(journal.before, step.id).done;
}

/** Try, and after each failure look before trying again: an answer that was lost is found, not repeated. */
async function applyUntilDone(step: PlannedStep, input: RunInput): Promise<void> {
  const { journal, notify, request, random = Math.random } = input;
  for (let tried = 1; ; tried++) {
    const failure = await applyOnce(step, input);
    if (!failure) return;
    journal.halted.throwIfAborted();
    const found = await lookAfterFailure(step, failure, input);
    if (found?.state === "present") return adopt(step, found.result, input);
    const error = found?.state === "conflict" ? conflictError(step, found) : failure;
    // What cannot be told must not be tried again, unless the other side refuses a second effect by itself.
    const open = step.effect === "C" && leavesOpen(error) && found?.state !== "absent";
    const told = open ? unknownError(step, error.message) : error;
    await recordFailure(step, told, input);
    if (open || !error.retryable || tried >= step.retry.attempts || wasStopped(input)) throw told;
    const wait = retryDelay(step.retry, tried, random(), error.retryAfter);
    notify({
      kind: "step",
      step: step.id,
      phase: "retrying",
      detail: `${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`,
    });
    await sleep(wait, undefined, { signal: anyOf(journal.halted, request.signal) }).catch(() =>
      journal.halted.throwIfAborted(),
    );
    if (wasStopped(input)) throw told;
  }
}

async function applyOnce(step: PlannedStep, input: RunInput): Promise<RelspecError | null> {
  const { journal, catalogue, world, plan, actor, artifacts, notify } = input;
  const { action } = catalogue.action(step.uses);
  if (step.effect === "C") {
    const n = journal.count("step.intent", (data) => data["step"] === step.id) + 1;
    await journal.append(journal.keys.nthOfStep(step.id, "intent", n), "step.intent", { step: step.id, try: n });
  }
  // Whoever goes on elsewhere must know all that led to something final.
  if (step.irreversible !== undefined) await journal.settle();
  notify({ kind: "step", step: step.id, phase: "applying" });
  let result: Json;
  try {
    result = await callAction(
      {
        step: step.id,
        uses: step.uses,
        what: "apply",
        timeout: step.timeout,
        halted: anyOf(journal.halted, input.ended),
      },
      (signal) =>
        action.apply(
          step.target,
          writeContext(world, {
            ...reading(step, input, signal),
            key: journal.keys.effect(step.id),
            release: {
              id: plan.release?.id ?? "",
              name: plan.name,
              version: plan.release?.version ?? "",
              commit: plan.base.commit,
            },
            actor,
            artifacts,
            ...(journal.together && { together: (made: Json, act: Act) => recordTogether(step, made, act, input) }),
          }),
        ),
    );
  } catch (error) {
    return asRelspecError(error);
  }
  // Some effects put themselves on record.
  if (!stepHistory(journal.events(), step.id).done) await recordDone(step, result, false, input);
  return null;
}

async function lookAfterFailure(step: PlannedStep, failure: RelspecError, input: RunInput): Promise<Finding | null> {
  const { action } = input.catalogue.action(step.uses);
  if (!action.check || failure.code === "RS_PLAN_CONFLICT") return null;
  return look(step, input);
}

async function refuseOtherTree(step: PlannedStep, { plan, journal, checkout, world }: RunInput): Promise<void> {
  if (!step.tree) return;
  const { steps } = journal.record();
  refuseOtherCommit(step, { base: plan.base, steps, root: world.root }, await checkout(journal.halted));
}

function adopt(step: PlannedStep, result: Json, input: RunInput): Promise<void> {
  return recordDone(step, result, true, input);
}

function anyOf(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([one, other]) : one;
}
