import type { HttpAnswer } from "../plugin/context.ts";

/** Milliseconds; nobody waits longer in one run, whatever the other side says. */
const longest = 3_600_000;

/**
 * When the other side wants to be asked again, in milliseconds from now; undefined when it does not say. Read are
 * `retry-after` (RFC 9110: seconds or a date) and, where that is missing, `ratelimit-reset` (seconds, or a time as Unix has it).
 */
export function retryAfter(headers: HttpAnswer["headers"], now: Date): number | undefined {
  const said = headers["retry-after"]?.trim();
  if (said) return bounded(/^\d{1,9}$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now.getTime());
  const reset = headers["ratelimit-reset"]?.trim();
  if (!reset || !/^\d{1,10}$/.test(reset)) return undefined;
  const seconds = Number(reset);
  // No limit is for a year: what is larger counts from 1970.
  return bounded(seconds > 31_536_000 ? seconds * 1000 - now.getTime() : seconds * 1000);
}

function bounded(wait: number): number | undefined {
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longest) : undefined;
}
