import type { Freeze, Window } from "../model/window.ts";
import { freezeInterval, windowIntervals } from "./intervals-of.ts";
import type { Interval } from "./zone-offsets.ts";

/** Whether a window or freeze lets anyone through at a moment, and when that changes. Milliseconds since the epoch. */
export interface Standing {
  readonly open: boolean;
  /** When it lets through next; null while it does, and when that is not known. */
  readonly nextOpen: number | null;
  /** When it closes next; null while it is closed, and when that is not known. */
  readonly nextClose: number | null;
}

const day = 86_400_000;
/** How far is looked ahead, in days, as long as nothing is found: up to twelve years, in which each leap day comes. */
const horizons = [9, 70, 800, 4400];

/** How a window stands. @throws RangeError for a zone that does not exist, Error for a rule that cannot be read. */
export function windowStanding(window: Window, now: number): Standing {
  for (const days of horizons) {
    const end = now + days * day;
    const intervals = windowIntervals(window, { start: now - day, end });
    const standing = standingIn(window.kind, intervals, now);
    const change = standing.open ? standing.nextClose : standing.nextOpen;
    if (change !== null && change < end) return standing;
    if (days === horizons.at(-1)) return { ...standing, nextOpen: null, nextClose: null };
  }
  throw new Error("No horizon is known.");
}

/** How a freeze stands: it can only be over once. */
export function freezeStanding(freeze: Freeze, now: number): Standing {
  return standingIn("deny", [freezeInterval(freeze)], now);
}

function standingIn(kind: Window["kind"], intervals: readonly Interval[], now: number): Standing {
  const current = intervals.find(({ start, end }) => start <= now && now < end);
  const next = current ?? intervals.find(({ start }) => start > now);
  const change = (current ? current.end : next?.start) ?? null;
  const open = (kind === "allow") === (current !== undefined);
  return { open, nextOpen: open ? null : change, nextClose: open ? change : null };
}
