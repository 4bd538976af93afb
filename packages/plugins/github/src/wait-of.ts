import type { Answer } from "./open-github.ts";

const longest = 3_600_000;

/**
 * How long GitHub wants to be left alone, in milliseconds: `retry-after`, else until the hour's limit is new; at the secondary
 * limit without a word at least a minute, as its documentation asks. Undefined when nothing is said.
 */
export function waitOf(headers: Answer["headers"], now: Date, secondary: boolean): number | undefined {
  const after = String(headers["retry-after"] ?? "").trim();
  if (after !== "") {
    const wait = /^\d{1,9}$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now.getTime();
    if (Number.isFinite(wait)) return bounded(wait);
  }
  const reset = String(headers["x-ratelimit-reset"] ?? "");
  if (String(headers["x-ratelimit-remaining"] ?? "") === "0" && /^\d{1,12}$/.test(reset))
    return bounded(Number(reset) * 1000 - now.getTime() + 1000);
  return secondary ? 60_000 : undefined;
}

function bounded(wait: number): number {
  return Math.min(Math.max(wait, 0), longest);
}
