import type { Freeze, Window } from "../model/window.ts";
import { day, daysOf, utcDay } from "./days-of.ts";
import { mergeIntervals, slack, wallIntervals, wallIntervalsAtLeastOnce } from "./wall-intervals.ts";
import { type Interval, zoneOffsets } from "./zone-offsets.ts";

/**
 * When a window is in force within a stretch of time: the clock on the wall of its zone decides. Of a `deny` whose hours the
 * clock jumps over, the length is kept from the jump on.
 */
export function windowIntervals(window: Window, range: Interval): readonly Interval[] {
  const start = timeOfDay(window.start);
  const length = (timeOfDay(window.end) - start + day) % day || day;
  const first = Math.floor((range.start - slack - length) / day) * day;
  const last = Math.ceil((range.end + slack) / day) * day;
  const offsets = zoneOffsets(window.timezone, { start: first - slack, end: last + 2 * day + slack });
  const intervals = window.kind === "deny" ? wallIntervalsAtLeastOnce : wallIntervals;
  return within(
    range,
    daysOf(window, first, last).flatMap((each) =>
      intervals({ start: each + start, end: each + start + length }, offsets),
    ),
  );
}

/** When a freeze is in force: once, from its first moment to its last, with the hour that comes twice in it both times. */
export function freezeInterval({ from, to, timezone }: Pick<Freeze, "from" | "to" | "timezone">): Interval {
  const first = wallTime(from);
  const last = wallTime(to) + (utcDay(to) === null ? 0 : day);
  const start = instantOf(from) ?? edgesOf({ start: first, end: first + 9 * day }, timezone).start;
  const end = instantOf(to) ?? edgesOf({ start: last - 9 * day, end: last }, timezone).end;
  // The clock jumps over all of it.
  return start === end && first < last ? { start, end: start + last - first } : { start, end };
}

function edgesOf(wall: Interval, timezone: string): Interval {
  const offsets = zoneOffsets(timezone, { start: wall.start - slack, end: wall.end + slack });
  const pieces = wallIntervals(wall, offsets);
  return { start: pieces[0]?.start ?? wall.start, end: pieces.at(-1)?.end ?? wall.end };
}

/** Milliseconds from midnight of `HH:MM`. */
export function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** A moment with its own distance to UTC; null for a time of the clock on the wall. */
export function instantOf(text: string): number | null {
  return /(?:Z|[+-]\d{2}:\d{2})$/.test(text) && text.includes("T") ? Date.parse(text) : null;
}

/** A local time or a day, as if in UTC. */
function wallTime(text: string): number {
  return instantOf(text) ?? Date.parse(text.includes("T") ? `${text}Z` : `${text}T00:00:00Z`);
}

function within({ start, end }: Interval, intervals: readonly Interval[]): readonly Interval[] {
  return mergeIntervals(
    intervals
      .map((each) => ({ start: Math.max(each.start, start), end: Math.min(each.end, end) }))
      .filter((each) => each.start < each.end),
  );
}
