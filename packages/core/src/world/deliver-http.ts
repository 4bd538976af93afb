import { isRelspecError, RelspecError } from "../errors/relspec-error.ts";
import type { HttpAnswer, HttpRequest, WriteContext } from "../plugin/context.ts";
import { refusalOf, type Refused } from "./refusal-of.ts";

export interface Delivery extends Omit<Refused, "now"> {
  /** The other side knows a repeated one for the same, by an idempotency key. */
  readonly repeatable: boolean;
  /** Statuses that mean it has been taken. Default 200 to 299. */
  readonly accepted?: readonly number[];
}

/** Of an answer: what takes messages has little to say. */
const mostBytes = 1024 * 1024;
/** Reasons for which a request certainly did not arrive. */
const neverSent = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|bad port)$/;
/** Said by whatever stands before the service, or after it began to work on it. */
const open: ReadonlySet<number> = new Set([500, 502, 504]);

/**
 * Send something that must arrive once (a message, an event), and tell what came of it. No redirect is followed: it would
 * carry the words and the signature elsewhere, or drop them.
 *
 * @throws `RS_STEP_UNKNOWN` when it is not repeatable and may have arrived all the same; what {@link refusalOf} says, and
 * `RS_STEP_UNREACHABLE`, when it certainly did not or may be sent again.
 */
export async function deliverHttp(
  { http, signal, now }: Pick<WriteContext, "http" | "signal" | "now">,
  url: string,
  request: HttpRequest,
  delivery: Delivery,
): Promise<HttpAnswer> {
  const { repeatable, accepted, who } = delivery;
  let answer: HttpAnswer;
  try {
    answer = await http.send(url, { method: "POST", limit: mostBytes, ...request, follow: false });
  } catch (error) {
    if (signal.aborted || !isRelspecError(error)) throw error;
    const { reason, limit } = error.details;
    // An answer that is too long is one all the same.
    const sent = limit !== undefined || (error.code === "RS_STEP_UNREACHABLE" && !isNeverSent(reason));
    if (!sent || repeatable) throw error;
    throw mayHaveArrived(who, error.message, error);
  }
  const taken = accepted?.includes(answer.status) ?? (answer.status >= 200 && answer.status < 300);
  if (taken) return answer;
  const refusal = refusalOf(answer, { ...delivery, now: now() });
  if (!repeatable && open.has(answer.status)) throw mayHaveArrived(who, refusal.message, refusal);
  throw refusal;
}

function isNeverSent(reason: unknown): boolean {
  return typeof reason === "string" && (neverSent.test(reason) || /CERT|SELF_SIGNED|UNABLE_TO_|TLS/.test(reason));
}

function mayHaveArrived(who: string, why: string, cause: unknown): RelspecError {
  return new RelspecError("RS_STEP_UNKNOWN", {
    message: `It was sent to ${who}, and nobody can tell whether it was taken: ${why}`,
    suggestions: [`Look at ${who}, then say so with --assume.`],
    // Where it can be looked for and is not there, it may be sent again.
    retryable: true,
    cause,
  });
}
