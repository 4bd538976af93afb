import type { Interval, Offset } from "./zone-offsets.ts";

/** Milliseconds; a clock on the wall is never further than this from UTC, and changes by no more than this at once. */
export const slack = 26 * 3_600_000;

/**
 * The stretches of time in which the clock on the wall shows a time from `start` (taken in) to `end` (left out). Both are
 * written as if in UTC. The hour that comes twice in autumn counts twice; what the clock jumps over in spring is not there.
 * @param offsets must reach beyond both ends by {@link slack}.
 */
export function wallIntervals({ start, end }: Interval, offsets: readonly Offset[]): readonly Interval[] {
  return offsets.flatMap((offset) => {
    const piece = {
      start: Math.max(offset.start, start - offset.ahead),
      end: Math.min(offset.end, end - offset.ahead),
    };
    return piece.start < piece.end ? [piece] : [];
  });
}

/**
 * As {@link wallIntervals}, and where the clock jumps over all of it, the same length of time from the moment of the jump: what
 * keeps people out must not be missing on the one night on which its hour does not exist.
 */
export function wallIntervalsAtLeastOnce(wall: Interval, offsets: readonly Offset[]): readonly Interval[] {
  const found = wallIntervals(wall, offsets);
  if (found.length > 0) return found;
  const after = offsets.find(
    (offset) => offset.end + offset.ahead > wall.start && offset.start + offset.ahead >= wall.end,
  );
  return after ? [{ start: after.start, end: after.start + wall.end - wall.start }] : [];
}

/** In order, without overlaps; those that touch are one. */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...intervals].sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
