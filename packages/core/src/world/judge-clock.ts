import type { CheckupAnswer } from "../plugin/plugin.ts";

/** Milliseconds a clock may be off: beyond the first it is worth a word, beyond the second tokens and signatures are refused. */
const allowed = { quiet: 60_000, most: 300_000 } as const;

/**
 * Whether this machine's clock agrees with the `Date` of an answer over HTTP. Tokens, signatures and windows hold for a time, and
 * a clock that is minutes off has them refused.
 *
 * @param date the header as it came; absent or no date: nothing can be told.
 * @param now this machine's time when the answer came.
 */
export function judgeClock(host: string, date: string | undefined, now: Date): CheckupAnswer {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return { verdict: "skipped", message: `${host} does not tell its time.` };
  const off = now.getTime() - theirs;
  const seconds = Math.round(Math.abs(off) / 1000);
  if (Math.abs(off) < allowed.quiet) return { verdict: "ok", message: `The clock agrees with that of ${host}.` };
  return {
    verdict: Math.abs(off) < allowed.most ? "warning" : "failed",
    message: `The clock here is ${seconds} seconds ${off > 0 ? "ahead of" : "behind"} that of ${host}: tokens and signatures may be refused.`,
    fix: ["sudo timedatectl set-ntp true", "Or set the clock of this machine."],
  };
}
