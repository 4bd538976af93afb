import { RelspecError } from "../errors/relspec-error.ts";
import type { Bump } from "../model/change.ts";
import type { CalendarSpec } from "../model/spec.ts";
import type { BranchRole } from "./branch-of.ts";
import { type Counter, fillCalendar, parseCalendarFormat, type Segment } from "./calendar.ts";
import { numbersOf } from "./satisfies.ts";

interface Question {
  /** Version of the last release; null when there is none. */
  readonly last: string | null;
  readonly bump: Bump;
  readonly branch: BranchRole;
  readonly calendar: CalendarSpec;
  /** The commit's date, RFC 3339: the same commit gives the same version whenever it is asked for. */
  readonly date: string;
}

const finer: Readonly<Record<Bump, readonly Counter[]>> = {
  major: ["MAJOR", "MINOR", "MICRO"],
  minor: ["MINOR", "MICRO", "MAJOR"],
  patch: ["MICRO", "MINOR", "MAJOR"],
};

/**
 * The next version of a calendar. Where the date has moved on, what stands right of it begins at 0; else the counter that
 * the bump asks for goes up. A commit that is older than the last release stays in that release's date: versions rise.
 * @throws `RS_PLAN_INVALID` when the format has nothing that could go up.
 */
export function nextCalendarVersion({ last, bump, branch, calendar, date }: Question): string {
  const segments = parseCalendarFormat(calendar.format);
  if (typeof segments === "string") throw new RelspecError("RS_SPEC_INVALID", { message: segments });
  const today = fillCalendar(segments, date, calendar.timezone);
  const main = nextMain(segments, today, last, bump);
  if (main === null) throw nothingRises(last ?? "", calendar);
  if (branch.prerelease === undefined) return main;
  const sameLine = last !== null && last.startsWith(`${main}-${branch.prerelease}.`);
  const number = sameLine ? Number(/\d+$/.exec(last)?.[0] ?? 0) + 1 : 1;
  return `${main}-${branch.prerelease}.${number}`;
}

/** Without what marks a prerelease; null when nothing can go up. */
function nextMain(
  segments: readonly Segment[],
  today: readonly (string | null)[],
  last: string | null,
  bump: Bump,
): string | null {
  const dates = today.map((part) => (part === null ? null : Number(part)));
  if (last === null) return written(segments, today, dates);
  const before = segments.map((_, at) => numbersOf(last)[at] ?? 0);
  const moved = movedAt(dates, before);
  const counter = counterFor(segments, bump);
  const exact = segments.findIndex((each) => "counter" in each && each.counter === finer[bump][0]);
  const pivot = moved === -1 ? counter : exact !== -1 && exact < moved && bump !== "patch" ? exact : moved;
  // What a prerelease has announced already need not be announced again.
  const announced = last.includes("-") && before.every((part, at) => at <= pivot || dates[at] !== null || part === 0);
  if (moved === -1 && announced) return written(segments, today, before);
  if (pivot === -1) return null;
  const after = before.map((part, at) => {
    if (at < pivot) return part;
    if (at === pivot) return dates[at] ?? part + 1;
    return dates[at] === null ? 0 : moved === -1 ? part : dates[at];
  });
  return written(segments, today, after as readonly number[]);
}

/** Padded as the format says: as today's where the number is today's. */
function written(
  segments: readonly Segment[],
  today: readonly (string | null)[],
  numbers: readonly (number | null)[],
): string {
  const shown = segments.map((segment, at) => {
    const number = numbers[at] ?? 0;
    const now = today[at] ?? null;
    if (now !== null && Number(now) === number) return now;
    return String(number).padStart("date" in segment && segment.date[0]?.startsWith("0") ? 2 : 1, "0");
  });
  return shown.join(".");
}

/** The first part of the date that has gone on; -1 when it is the same day, or an earlier one. */
function movedAt(dates: readonly (number | null)[], before: readonly number[]): number {
  const at = dates.findIndex((part, index) => part !== null && part !== before[index]);
  return at !== -1 && (dates[at] ?? 0) > (before[at] ?? 0) ? at : -1;
}

function counterFor(segments: readonly Segment[], bump: Bump): number {
  for (const name of finer[bump]) {
    const at = segments.findIndex((each) => "counter" in each && each.counter === name);
    if (at !== -1) return at;
  }
  return -1;
}

function nothingRises(last: string, { format }: CalendarSpec): RelspecError {
  return new RelspecError("RS_PLAN_INVALID", {
    message: `${last} is released already, and the format ${format} has no number that could go up on the same date.`,
    suggestions: [`Write \`version.calver: "${format}.MICRO"\`, or release a commit of a later date.`],
    details: { last, format },
  });
}
