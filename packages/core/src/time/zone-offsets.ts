import { Temporal } from "temporal-polyfill";

/** Milliseconds since the epoch; the end does not belong to it. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** A stretch of time in which the clocks of a zone keep their distance to UTC. */
export interface Offset extends Interval {
  /** Milliseconds that the clock on the wall is ahead of UTC. */
  readonly ahead: number;
}

/** How the clocks of a zone stand in a stretch of time, piece by piece, in order and without gaps. @throws RangeError for no zone. */
export function zoneOffsets(timezone: string, { start, end }: Interval): readonly Offset[] {
  const offsets: Offset[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timezone);
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    const from = offsets.at(-1)?.end ?? start;
    const until = next === null ? end : Math.min(next.epochMilliseconds, end);
    offsets.push({ start: from, end: until, ahead: Math.round(at.offsetNanoseconds / 1e6) });
    if (next === null || next.epochMilliseconds >= end) return offsets;
    at = next;
  }
}
