import type { RelspecError } from "../errors/index.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { PlannedStep } from "../model/plan.ts";
import { redactJson } from "./redact-json.ts";
import type { RunInput } from "./run-input.ts";

/** An effect that writes its own record along: it is handed what the ledger wants written. */
export type Act = (also: JsonObject) => Promise<void>;

/** @param adopted the effect was found, not made. */
export async function recordDone(step: PlannedStep, result: Json, adopted: boolean, input: RunInput): Promise<void> {
  const { journal } = input;
  const data = doneData(step, result, adopted, input);
  await journal.append(journal.keys.step(step.id, "done"), "step.done", data, mayBeSoon(step));
}

/** Bring the effect and its record about in one transaction. @throws what `act` threw; what halted the run. */
export async function recordTogether(step: PlannedStep, result: Json, act: Act, input: RunInput): Promise<void> {
  const { journal } = input;
  await journal.together?.(journal.keys.step(step.id, "done"), "step.done", doneData(step, result, false, input), act);
}

export async function recordFailure(
  step: PlannedStep,
  { code, message }: RelspecError,
  input: RunInput,
): Promise<void> {
  const { journal } = input;
  const n = journal.count("step.failed", (data) => data["step"] === step.id) + 1;
  const data = { step: step.id, try: n, code, message, critical: step.critical };
  await journal.append(journal.keys.nthOfStep(step.id, "failed", n), "step.failed", data, mayBeSoon(step));
}

/** What a person said of an effect that nobody can tell of. */
export async function recordWord(step: PlannedStep, done: boolean, { journal }: RunInput): Promise<void> {
  const n = journal.count("step.assumed", (data) => data["step"] === step.id) + 1;
  const data = { step: step.id, done, reason: "said by --assume" };
  await journal.append(journal.keys.nthOfStep(step.id, "assumed", n), "step.assumed", data);
}

/** Of classes A and B the world itself tells whether they are done, so a store may take its time with the record. */
function mayBeSoon({ effect }: PlannedStep): { readonly soon: boolean } {
  return { soon: effect !== "C" };
}

function doneData(step: PlannedStep, result: Json, adopted: boolean, { world }: RunInput): JsonObject {
  return { step: step.id, result: redactJson(result, world.redact), adopted };
}
