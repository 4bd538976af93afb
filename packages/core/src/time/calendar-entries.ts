import type { Schedule } from "../model/schedule.ts";
import type { Spec } from "../model/spec.ts";
import type { Freeze } from "../model/window.ts";
import { freezeInterval, instantOf, windowIntervals } from "./intervals-of.ts";
import type { Interval } from "./zone-offsets.ts";

/** One thing in a calendar. */
export interface CalendarEntry {
  readonly kind: "stage" | "booking" | "freeze" | "window" | "release";
  /** Stable: the same thing has the same, also when it is moved. */
  readonly uid: string;
  readonly release: string;
  readonly title: string;
  /** RFC 3339 in UTC. */
  readonly start: string;
  /** The first moment that is not part of it; null for a moment. */
  readonly end: string | null;
  /** First and last day, where it is of whole days. */
  readonly days: { readonly first: string; readonly last: string } | null;
  readonly timezone: string;
  /** What is kept, of a booking. */
  readonly environment?: string;
  readonly person?: string;
}

/** Everything of a release that has a time: its stages, bookings, freezes, and windows that deny or allow within the range. */
export function calendarEntries(
  spec: Pick<Spec, "name" | "freezes" | "windows">,
  schedule: Schedule | null,
  version: string | null,
  range: Interval,
): readonly CalendarEntry[] {
  const release = version === null ? spec.name : `${spec.name} ${version}`;
  const entry = (
    kind: CalendarEntry["kind"],
    key: string,
    title: string,
    timed: Pick<Freeze, "from" | "to" | "timezone">,
    more: Partial<CalendarEntry> = {},
  ): CalendarEntry => {
    const { start, end } = freezeInterval(timed);
    const whole = isDay(timed.from) && isDay(timed.to);
    return {
      kind,
      uid: `${kind}/${key}@${spec.name}`,
      release,
      title,
      start: iso(start),
      end: iso(end),
      days: whole ? { first: timed.from, last: timed.to } : null,
      timezone: timed.timezone,
      ...more,
    };
  };
  const timezone = schedule?.timezone ?? "UTC";
  const stages = Object.entries(schedule?.stages ?? {}).map(([stage, at]) => {
    const made = entry("stage", stage, `${release}: ${stage}`, { from: at, to: at, timezone });
    return isDay(at) ? made : { ...made, start: iso(momentOf(at, timezone)), end: null };
  });
  const bookings = (schedule?.bookings ?? []).map(
    ({ environment, person, from, to, because, release: whose = release }, index) =>
      entry(
        "booking",
        `${environment ?? person ?? ""}/${index + 1}`,
        `${environment ?? person ?? ""}: ${whose}${because === undefined ? "" : `, ${because}`}`,
        { from, to, timezone },
        { release: whose, ...(environment !== undefined && { environment }), ...(person !== undefined && { person }) },
      ),
  );
  const freezes = spec.freezes.map((freeze) => entry("freeze", freeze.name, `No deployments: ${freeze.name}`, freeze));
  const windows = spec.windows.flatMap((window) =>
    windowIntervals(window, range).map(({ start, end }): CalendarEntry => ({
      kind: "window",
      uid: `window/${window.name}/${iso(start).slice(0, 10)}@${spec.name}`,
      release,
      title: `${window.kind === "allow" ? "Window" : "No deployments"}: ${window.name}`,
      start: iso(start),
      end: iso(end),
      days: null,
      timezone: window.timezone,
    })),
  );
  return [...stages, ...bookings, ...freezes, ...windows].sort((one, other) =>
    one.start === other.start ? (one.uid < other.uid ? -1 : 1) : one.start < other.start ? -1 : 1,
  );
}

function momentOf(text: string, timezone: string): number {
  const at = instantOf(text);
  if (at !== null) return at;
  const { start } = freezeInterval({ from: text, to: `${text.slice(0, 10)}T23:59:59`, timezone });
  return start;
}

/** The end of a day, or the moment itself. */
export function endOf(text: string, timezone: string): number {
  return isDay(text) ? freezeInterval({ from: text, to: text, timezone }).end : momentOf(text, timezone);
}

function isDay(text: string): boolean {
  return !text.includes("T");
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
