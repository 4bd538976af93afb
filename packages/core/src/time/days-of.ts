import { RRuleTemporal } from "rrule-temporal";
import type { Window } from "../model/window.ts";
import { readDayRule } from "./read-day-rule.ts";

/** Milliseconds of a day in UTC, in which days are counted here. */
export const day = 86_400_000;

/** Every rule that may be counted from anywhere is counted from here. */
const somewhere = "1970-01-01";

/**
 * The days that a window names, from one to another, both of them included. A day is its midnight in UTC: rules name days, and
 * clocks come in only afterwards, so that no change of a clock can make one vanish.
 * @throws Error for a rule that cannot be read.
 */
export function daysOf({ days, from }: Pick<Window, "days" | "from">, first: number, last: number): readonly number[] {
  const found = days.flatMap((each) => {
    const single = utcDay(each);
    if (single !== null) return single >= first && single <= last ? [single] : [];
    const read = readDayRule(each);
    if ("problem" in read) throw new Error(`The rule ${each} cannot be read: ${read.problem}.`);
    const beginning = (from ?? somewhere).replaceAll("-", "");
    const rule = new RRuleTemporal({ rruleString: `DTSTART:${beginning}T000000Z\nRRULE:${read.rule}` });
    return rule.between(new Date(first), new Date(last), true).map(({ epochMilliseconds }) => epochMilliseconds);
  });
  return [...new Set(found)].sort((one, other) => one - other);
}

/** The midnight in UTC of a day written `2026-12-05`; null for what is no day of the calendar. */
export function utcDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : null;
}
