import { RelspecError } from "../errors/relspec-error.ts";
import type { HttpAnswer } from "../plugin/context.ts";
import { plainLine } from "../version/plain-text.ts";
import { retryAfter } from "./retry-after.ts";

export interface Refused {
  /** Who answered, as people call it: `GitLab at gitlab.acme.dev`. Never an address that holds a secret. */
  readonly who: string;
  /** What was asked of it, for the message: `to post into #releases`. */
  readonly what: string;
  /** What it said, if it said why; default the start of the answer where that is text. */
  readonly said?: string;
  /** What to do when it does not take the credentials. */
  readonly credentials?: string;
  readonly now: Date;
}

/** Statuses that say: not now. */
const later: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * The error of an HTTP answer that is not the one hoped for: `RS_STEP_CREDENTIALS` for 401 and 403, `RS_STEP_UNREACHABLE`
 * (to be tried again, after the time the answer asks for) for what may work later, else `RS_STEP_FAILED`.
 */
export function refusalOf({ status, headers, body }: HttpAnswer, refused: Refused): RelspecError {
  const { who, what, now } = refused;
  const said = refused.said ?? (/json|text\/plain/.test(headers["content-type"] ?? "") ? body : "");
  const words = plainLine(said, 300);
  const told = `${status}${words === "" ? "" : `: ${words}`}`;
  const details = { status };
  if (status === 401 || status === 403) {
    return new RelspecError("RS_STEP_CREDENTIALS", {
      message: `${who} does not let these credentials ${what} (${told}).`,
      details,
      ...(refused.credentials !== undefined && { suggestions: [refused.credentials] }),
    });
  }
  if (later.has(status)) {
    const wait = retryAfter(headers, now);
    return new RelspecError("RS_STEP_UNREACHABLE", {
      message: `${who} ${status === 429 ? "is asked too often" : "cannot answer at the moment"} (${told}).`,
      details,
      suggestions: ["Run again later: what is done is on record."],
      retryable: true,
      ...(wait !== undefined && { retryAfter: wait }),
    });
  }
  const next = headers["location"];
  if (status >= 300 && status < 400 && next !== undefined) {
    const host = URL.canParse(next) ? ` at ${new URL(next).host}` : "";
    return new RelspecError("RS_STEP_FAILED", {
      message: `${who} sends on to another address${host} (${status}), which is not followed.`,
      details,
      suggestions: ["Use the address it sends on to, if you trust it."],
    });
  }
  return new RelspecError("RS_STEP_FAILED", { message: `${who} refused to ${what} (${told}).`, details });
}
