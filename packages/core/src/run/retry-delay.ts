import type { RetrySpec } from "../model/spec.ts";

/** Milliseconds; however often it doubled, a wait is not longer. */
const longest = 60_000;

/**
 * Milliseconds before the next try: exponential with full jitter, so that many who failed together do not come back
 * together. What the other side asked for is a lower bound.
 *
 * @param tries how many have failed, from 1.
 * @param random from 0 to 1.
 */
export function retryDelay({ delay }: RetrySpec, tries: number, random: number, retryAfter = 0): number {
  const most = Math.min(longest, delay * 2 ** (tries - 1));
  return Math.max(retryAfter, Math.round(random * most));
}
