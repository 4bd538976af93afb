import { setTimeout as sleep } from "node:timers/promises";
import { isRelspecError, RelspecError } from "../errors/index.ts";

/** Milliseconds that code which was told to stop has to do so, before the run goes on without it. */
const grace = 5_000;

interface Calling {
  /** Full id of the step. */
  readonly step: string;
  /** `plugin/action`, for the message. */
  readonly uses: string;
  /** `check`, `apply`, `undo`, for the message. */
  readonly what: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the call at once, with its reason. */
  readonly halted: AbortSignal;
}

/**
 * Call code of a plugin with a signal, and have an end: an answer, its error, `RS_STEP_TIMEOUT`, or the reason of the
 * halt. What is not a RelspecError comes out as `RS_PLUGIN_CRASHED`.
 */
export async function callAction<T>(
  { step, uses, what, timeout, halted }: Calling,
  call: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  halted.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooLong(step, what, timeout)), timeout);
  const signal = AbortSignal.any([late.signal, halted]);
  const answer = (async () => call(signal))();
  try {
    const first = await Promise.race([answer, aborted(signal)]);
    if (first !== overdue) return first;
    // It may still answer, having been stopped just after its effect; an answer is worth more than a timeout.
    const second = await Promise.race([answer, sleep(grace, overdue, { ref: false })]);
    if (second !== overdue) return second;
    throw signal.reason;
  } catch (error) {
    // A program that was killed because time was up fails with its own words; what happened is that time was up.
    if (signal.aborted) throw signal.reason;
    throw isRelspecError(error) ? error : crashed({ step, uses, what }, error);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
}

const overdue = Symbol("overdue");

function aborted(signal: AbortSignal): Promise<typeof overdue> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(overdue), { once: true });
  });
}

function tooLong(step: string, what: string, timeout: number): RelspecError {
  return new RelspecError("RS_STEP_TIMEOUT", {
    message: `The step "${step}" did not end its ${what} within ${timeout / 1000} s.`,
    details: { step, timeout },
    suggestions: [`Give the step a longer \`timeout\`, then \`relspec run\`.`],
  });
}

function crashed({ step, uses, what }: Pick<Calling, "step" | "uses" | "what">, error: unknown): RelspecError {
  return new RelspecError("RS_PLUGIN_CRASHED", {
    message: `The ${what} of the step "${step}" (${uses}) threw: ${error instanceof Error ? error.message : String(error)}`,
    details: { step, uses, what },
    cause: error,
  });
}
