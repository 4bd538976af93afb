// What a window means, said a second time and in the dullest way: minute by minute, with the clock as `Intl` has it. Nothing
// here is shared with the engine.

export interface SimulatedWindow {
  readonly kind: "allow" | "deny";
  readonly timezone: string;
  /** 0 is Sunday; a day counts when it is one of these … */
  readonly weekdays: readonly number[];
  /** … and, unless this is empty, one of these days of its month. */
  readonly monthdays: readonly number[];
  /** Minutes from midnight. */
  readonly start: number;
  readonly end: number;
}

const minute = 60_000;
const day = 86_400_000;

/** Which minutes from `from` on it is in force; 1 where it is. */
export function simulate(window: SimulatedWindow, from: number, minutes: number): Uint8Array {
  const inForce = new Uint8Array(minutes);
  const length = ((window.end - window.start + 1440) % 1440 || 1440) * minute;
  const seen = new Set<number>();
  const walls = new Float64Array(minutes);
  const counts = counter(window);
  let ahead = 0;
  for (let n = 0; n < minutes; n++) {
    const at = from + n * minute;
    if (n === 0 || at % (15 * minute) === 0) ahead = aheadAt(window.timezone, at);
    const wall = at + ahead;
    walls[n] = wall;
    const today = Math.floor(wall / day) * day;
    for (let each = today; each >= today - day; each -= day) {
      const begin = each + window.start * minute;
      if (wall < begin || wall >= begin + length || !counts(each)) continue;
      inForce[n] = 1;
      seen.add(each);
    }
  }
  if (window.kind === "allow") return inForce;
  // A day whose hours no clock ever showed: as long as they are, from the jump on.
  for (let n = 1; n < minutes; n++) {
    const [before = 0, after = 0] = [walls[n - 1], walls[n]];
    if (after - before <= minute) continue;
    for (let each = Math.floor(before / day) * day - day; each <= after; each += day) {
      const begin = each + window.start * minute;
      if (seen.has(each) || !counts(each) || begin <= before || begin + length > after) continue;
      inForce.fill(1, n, Math.min(minutes, n + length / minute));
    }
  }
  return inForce;
}

/** Whether a day counts, worked out once for each. */
function counter({ weekdays, monthdays }: SimulatedWindow): (midnight: number) => boolean {
  const told = new Map<number, boolean>();
  return (midnight) => {
    const known = told.get(midnight);
    if (known !== undefined) return known;
    const date = new Date(midnight);
    const is = weekdays.includes(date.getUTCDay()) && (monthdays.length === 0 || monthdays.includes(date.getUTCDate()));
    told.set(midnight, is);
    return is;
  };
}

const known = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds the clock of a zone is ahead of UTC. It changes on quarters of an hour, and at most once in a day. */
export function aheadAt(timezone: string, at: number): number {
  const today = Math.floor(at / day) * day;
  const before = askAhead(timezone, today);
  if (before === askAhead(timezone, today + day)) return before;
  return askAhead(timezone, Math.floor(at / (15 * minute)) * 15 * minute);
}

function askAhead(timezone: string, at: number): number {
  const inZone = known.get(timezone) ?? new Map<number, number>();
  known.set(timezone, inZone);
  const found = inZone.get(at);
  if (found !== undefined) return found;
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  formats.set(timezone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day: date = 1, hour = 0, minute: past = 0 } = parts;
  const ahead = Date.UTC(year, month - 1, date, hour, past) - at;
  inZone.set(at, ahead);
  return ahead;
}
