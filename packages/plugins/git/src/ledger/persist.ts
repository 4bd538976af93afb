import { setTimeout as sleep } from "node:timers/promises";
import { isRelspecError, RelspecError } from "@relspec/core";

/** Milliseconds before the second try at the most; the wait doubles from one to the next. */
const pause = 250;

/**
 * Try until it comes through: another's push came first, or the connection broke off. What cannot pass by itself is thrown
 * at once; what does not pass in time is `RS_LEDGER_UNWRITABLE`, because a run must not go on without its record.
 */
export async function persist(
  { tries, unwritable }: { readonly tries: number; readonly unwritable: string },
  work: () => Promise<void>,
): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (!isRelspecError(error)) throw error;
      if (/^RS_(?:LOCK|LEDGER)_/.test(error.code)) throw error;
      if (!(error.retryable || error.code === "RS_PLAN_CONFLICT") || tried >= tries) throw refused(error, unwritable);
      // Full jitter: those who met here once would meet again.
      await sleep(Math.random() * pause * 2 ** tried);
    }
  }
}

function refused(error: RelspecError, place: string): RelspecError {
  return new RelspecError("RS_LEDGER_UNWRITABLE", {
    message: `The ledger ${place} cannot be written: ${error.message}`,
    suggestions: [
      ...error.suggestions,
      "Where the host only takes branches and tags: `ledger: { git: { prefix: refs/heads/relspec/ } }`.",
    ],
    cause: error,
  });
}
