import type { CalendarEntry } from "./calendar-entries.ts";

/** Two entries that are in each other's way. */
export interface Conflict {
  readonly kind: "environment" | "person" | "freeze" | "window";
  /** Name of the environment, person, freeze or window. */
  readonly name: string;
  readonly entries: readonly [CalendarEntry, CalendarEntry];
  /** RFC 3339 in UTC. */
  readonly overlap: { readonly start: string; readonly end: string };
  readonly message: string;
}

/** Bookings of one environment or person that overlap, and deployments that are planned into a freeze. */
export function calendarConflicts(entries: readonly CalendarEntry[]): readonly Conflict[] {
  const bookings = entries.filter(({ kind }) => kind === "booking");
  const found: Conflict[] = [];
  for (const [index, one] of bookings.entries())
    for (const other of bookings.slice(index + 1)) {
      const kind = one.environment !== undefined ? "environment" : "person";
      if (one[kind] === undefined || one[kind] !== other[kind]) continue;
      const overlap = overlapOf(one, other);
      if (overlap) found.push(conflictOf(kind, one[kind] ?? "", [one, other], overlap));
    }
  const deployments = entries.filter(({ kind, uid }) => kind === "stage" && uid.startsWith("stage/deploy@"));
  for (const freeze of entries.filter(({ kind }) => kind === "freeze"))
    for (const deployment of deployments) {
      const overlap = overlapOf(deployment, freeze);
      if (overlap) found.push(conflictOf("freeze", freeze.title, [deployment, freeze], overlap));
    }
  return found;
}

function conflictOf(
  kind: Conflict["kind"],
  name: string,
  entries: readonly [CalendarEntry, CalendarEntry],
  overlap: Conflict["overlap"],
): Conflict {
  const [one, other] = entries;
  const say = ({ title, start, end }: CalendarEntry): string =>
    `"${title}" (${start}${end === null ? "" : ` to ${end}`})`;
  const when = overlap.start === overlap.end ? `at ${overlap.start}` : `from ${overlap.start} to ${overlap.end}`;
  return { kind, name, entries, overlap, message: `${say(one)} and ${say(other)} overlap ${when}.` };
}

/** What two have in common; a moment has no length, and lies within. */
function overlapOf(one: CalendarEntry, other: CalendarEntry): Conflict["overlap"] | null {
  const start = one.start > other.start ? one.start : other.start;
  const [first, second] = [one.end ?? one.start, other.end ?? other.start];
  const end = first < second ? first : second;
  const touches = one.end === null || other.end === null ? start <= end && inside(one, other) : start < end;
  return touches ? { start, end } : null;
}

function inside(one: CalendarEntry, other: CalendarEntry): boolean {
  const [moment, span] = one.end === null ? [one, other] : [other, one];
  return span.end === null ? span.start === moment.start : span.start <= moment.start && moment.start < span.end;
}
