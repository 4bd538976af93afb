import type { GateAnswer } from "../plugin/gate.ts";
import { spanText } from "../time/span-text.ts";

interface Waiting {
  /** RFC 3339, from the record. */
  readonly since: string;
  /** Milliseconds. */
  readonly needed: number;
  readonly now: Date;
  /** The beginning of the sentence: `staging, done at …, soaks`. */
  readonly what: string;
}

/** Closed for so long after a moment on record. A clock that stands before that moment has not passed it. */
export function openAfter({ since, needed, now, what }: Waiting): GateAnswer {
  const until = Date.parse(since) + needed;
  const left = until - now.getTime();
  const nextOpen = new Date(until).toISOString();
  const evidence = { since, until: nextOpen };
  // Also for a moment that cannot be read: nothing is later than that.
  if (left <= 0) return { verdict: "pass", missing: [], evidence };
  return { verdict: "waiting", missing: [`${what} until ${nextOpen}: ${spanText(left)} left.`], nextOpen, evidence };
}
