import { isRelspecError, plainLine, RelspecError, type ReadContext } from "@relspec/core";

/** How many are under way at once: Jira counts them, and slows down whoever asks too much. */
const atOnce = 4;

/** One issue that Jira would not have it done to, with its reason. */
export type Refused = { readonly issue: string; readonly reason: string };

/** Both in the order of the issues. */
export interface Outcome<T> {
  readonly done: readonly T[];
  readonly refused: readonly Refused[];
}

/**
 * Do something to each issue. What Jira refuses for one issue leaves the others alone; what concerns all of them (the
 * credentials, the server, a limit of its rate) ends it, once what is under way is over.
 */
export async function eachIssue<T>(keys: readonly string[], work: (key: string) => Promise<T>): Promise<Outcome<T>> {
  const outcomes: ({ readonly value: T } | Refused)[] = [];
  const left = [...keys.entries()];
  let fatal: { readonly error: unknown } | null = null;
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined && fatal === null; next = left.shift()) {
      const [place, key] = next;
      try {
        outcomes[place] = { value: await work(key) };
      } catch (error) {
        if (!concernsOne(error)) fatal ??= { error };
        else outcomes[place] = { issue: key, reason: plainLine(error.message) };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, keys.length) }, worker));
  if (fatal !== null) throw (fatal as { readonly error: unknown }).error;
  return {
    done: outcomes.flatMap((each) => ("value" in each ? [each.value] : [])),
    refused: outcomes.flatMap((each) => ("value" in each ? [] : [each])),
  };
}

/** Thrown for an issue that something cannot be done to, without Jira having been asked. */
export function notPossible(message: string): RelspecError {
  return new RelspecError("RS_STEP_FAILED", { message, details: { status: 400 } });
}

/** Tell of each refusal. @throws `RS_STEP_FAILED` when none of the issues took it. */
export function reportRefused(
  { done, refused }: Outcome<unknown>,
  what: string,
  { log }: Pick<ReadContext, "log">,
): void {
  for (const { issue, reason } of refused) log(`${issue}: ${reason}`);
  const [first, ...others] = refused;
  if (done.length > 0 || !first) return;
  throw new RelspecError("RS_STEP_FAILED", {
    message: `None of the issues could be ${what}. ${first.issue}: ${first.reason}${others.length > 0 ? ` (and ${others.length} more)` : ""}`,
    details: { refused: refused.slice(0, 100) },
    suggestions: ["relspec doctor"],
  });
}

function concernsOne(error: unknown): error is RelspecError {
  const status = isRelspecError(error) && !error.retryable ? error.details["status"] : undefined;
  return typeof status === "number" && status >= 400 && status !== 401 && status < 500;
}
