import type { Event } from "../model/event.ts";
import type { Json, JsonObject } from "../model/json.ts";

/** What the events of one attempt say of a step, as far as whoever goes on has to know. */
export interface StepHistory {
  readonly done: { readonly result: Json; readonly adopted: boolean } | null;
  /** An effect may have taken place without anyone having seen it: an intent, or a failure that could not tell. */
  readonly open: boolean;
  /** A person's last word on an open effect; it holds until the next intent. */
  readonly assumed: boolean | null;
  /** It failed and has not been done since. */
  readonly failed: { readonly code: string; readonly message: string } | null;
  /** What was found when an undo began; null when none has. */
  readonly undoing: string | null;
  readonly undone: boolean;
}

const untouched: StepHistory = { done: null, open: false, assumed: null, failed: null, undoing: null, undone: false };

/** Fold the events of one attempt. Pure. */
export function stepHistory(events: readonly Event[], step: string): StepHistory {
  return events.filter(({ data }) => data["step"] === step || beginsAnew(data, step)).reduce(follow, untouched);
}

/** Whether an event lets the environment of a step go, so that the step is as if it had never been begun. */
export function beginsAnew(data: JsonObject, step: string): boolean {
  const { steps, environment } = data;
  return environment !== undefined && Array.isArray(steps) && steps.includes(step);
}

function follow(history: StepHistory, { type, data }: Event): StepHistory {
  switch (type) {
    case "step.intent":
      return { ...history, open: true, assumed: null };
    case "step.assumed":
      return { ...history, assumed: data["done"] === true };
    case "step.failed": {
      const failed = { code: String(data["code"]), message: String(data["message"]) };
      return { ...history, failed, open: failed.code === "RS_STEP_UNKNOWN" };
    }
    case "step.done":
      return {
        ...history,
        done: { result: data["result"] ?? null, adopted: data["adopted"] === true },
        open: false,
        failed: null,
      };
    case "step.undoing":
      return { ...history, undoing: String(data["found"]) };
    case "step.undone":
      return { ...history, undone: true };
    case "environment.released":
      return untouched;
    default:
      return history;
  }
}
