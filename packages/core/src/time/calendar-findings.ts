import type { Json, JsonObject } from "../model/json.ts";
import type { Freeze } from "../model/window.ts";
import { closest } from "../schema/closest.ts";
import { pointerOf } from "../schema/pointer.ts";
import { day, daysOf, utcDay } from "./days-of.ts";
import { freezeInterval, instantOf } from "./intervals-of.ts";
import { needsFirstDay, readDayRule, ruleParts } from "./read-day-rule.ts";

export interface CalendarFinding {
  readonly pointer: string;
  readonly message: string;
  readonly suggestions: readonly string[];
}

type Path = readonly (string | number)[];
type Report = (path: Path, message: string, suggestions?: readonly string[]) => void;

/**
 * What is wrong with the windows and freezes of a written spec, each with its place: a restriction that cannot be understood is
 * refused, because one that is misread lets everyone through.
 */
export function calendarFindings(written: JsonObject): readonly CalendarFinding[] {
  const found: CalendarFinding[] = [];
  const report: Report = (path, message, suggestions = []) =>
    void found.push({ pointer: pointerOf(path), message, suggestions });
  for (const [path, item] of itemsIn(written, "windows")) checkWindow(path, item, report);
  for (const [path, item] of itemsIn(written, "freezes")) checkFreeze(path, item, report);
  checkSchedule(written["schedule"], report);
  return found;
}

function itemsIn(written: JsonObject, key: string): readonly (readonly [Path, JsonObject])[] {
  const value = written[key];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]: readonly [string, Json]) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? [[[key, name], item as JsonObject] as const]
      : [],
  );
}

function checkWindow(path: Path, item: JsonObject, report: Report): void {
  const kinds = ["allow", "deny"].filter((kind) => item[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    return report(path, "A window either allows or denies: it has one of the keys `allow` and `deny`.");
  checkZone([...path, "timezone"], item["timezone"], report);
  if (item["start"] !== undefined && item["start"] === item["end"])
    report([...path, "end"], "The window ends when it starts.", ["Leave both out for the whole day."]);
  const from = item["from"];
  if (typeof from === "string" && utcDay(from) === null)
    report([...path, "from"], `${JSON.stringify(from)} is no day of the calendar.`, ["Write it as 2026-01-05."]);
  const days = Array.isArray(item[kind]) ? item[kind] : [item[kind]];
  for (const [index, text] of days.entries()) {
    if (typeof text !== "string") continue;
    const place = Array.isArray(item[kind]) ? [...path, kind, index] : [...path, kind];
    checkDays(place, text, typeof from === "string" ? from : undefined, report);
  }
}

function checkDays(path: Path, text: string, from: string | undefined, report: Report): void {
  if (utcDay(text) !== null) return;
  if (/^\d/.test(text))
    return report(path, `${JSON.stringify(text.slice(0, 40))} is no day of the calendar.`, ["Write it as 2026-12-05."]);
  const read = readDayRule(text);
  if ("problem" in read) {
    const near = read.part === undefined || ruleParts.includes(read.part) ? undefined : closest(read.part, ruleParts);
    return report(path, `The rule ${JSON.stringify(text.slice(0, 80))} cannot be kept: ${read.problem}.`, [
      near === undefined ? "For example: RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH" : `Did you mean \`${near}\`?`,
    ]);
  }
  if (from === undefined && needsFirstDay(read.values))
    return report(path, `The rule ${JSON.stringify(text.slice(0, 80))} counts from a first day, which is not given.`, [
      "Give the window its first day: `from: 2026-01-05`.",
    ]);
  const first = utcDay(from ?? "1970-01-01") ?? 0;
  try {
    // Forty years, in which the rarest of rules that people mean (29 February on a Monday) comes; most are found at once.
    const some = [40, 2000, 15_000].some(
      (reach) => daysOf({ days: [text], ...(from !== undefined && { from }) }, first, first + reach * day).length > 0,
    );
    if (!some) report(path, `The rule ${JSON.stringify(text.slice(0, 80))} names no day, in forty years.`);
  } catch (error) {
    report(path, `The rule ${JSON.stringify(text.slice(0, 80))} cannot be kept: ${(error as Error).message}.`);
  }
}

function checkFreeze(path: Path, item: JsonObject, report: Report): void {
  const { from, to, timezone } = item;
  if (typeof from !== "string" || typeof to !== "string") return;
  let wrong = false;
  for (const [key, text] of [
    ["from", from],
    ["to", to],
  ] as const) {
    if (isMoment(text)) continue;
    wrong = true;
    report([...path, key], `${JSON.stringify(text.slice(0, 40))} is neither a day nor a time.`, [
      "Write a day (2026-12-18), a local time (2026-12-18T18:00) or RFC 3339 (2026-12-18T18:00:00Z).",
    ]);
  }
  if (timezone !== undefined) wrong = !checkZone([...path, "timezone"], timezone, report) || wrong;
  else if (instantOf(from) === null || instantOf(to) === null) {
    wrong = true;
    report(path, "Its times are local, and it does not say of where.", ["Give it a zone: `timezone: Europe/Berlin`."]);
  }
  if (wrong) return;
  const freeze = { from, to, timezone: typeof timezone === "string" ? timezone : "UTC" } satisfies Partial<Freeze>;
  const { start, end } = freezeInterval(freeze);
  if (start >= end) report([...path, "to"], "It ends before it begins.");
}

function checkSchedule(schedule: Json | undefined, report: Report): void {
  if (
    typeof schedule !== "object" ||
    schedule === null ||
    !("timezone" in schedule || Object.keys(schedule).length > 0)
  )
    return;
  const { timezone = "UTC", bookings, ...stages } = schedule as JsonObject;
  if (!checkZone(["schedule", "timezone"], timezone, report)) return;
  for (const [stage, at] of Object.entries(stages)) {
    if (typeof at === "string" && !isMoment(at))
      report(["schedule", stage], `${JSON.stringify(at.slice(0, 40))} is neither a day nor a time.`, [
        "Write a day (2026-12-18), a local time (2026-12-18T18:00) or RFC 3339 (2026-12-18T18:00:00Z).",
      ]);
  }
  for (const [index, booking] of (Array.isArray(bookings) ? bookings : []).entries())
    if (typeof booking === "object" && booking !== null)
      checkFreeze(["schedule", "bookings", index], { timezone, ...booking } as JsonObject, report);
}

function isMoment(text: string): boolean {
  const form = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (!form || utcDay(form[1] ?? "") === null) return false;
  return Number(form[2] ?? 0) <= 23 && Number(form[3] ?? 0) <= 59 && Number(form[4] ?? 0) <= 59;
}

/** Whether it is the name of a zone. A distance to UTC is none: it knows nothing of summer. */
function checkZone(path: Path, value: Json | undefined, report: Report): boolean {
  if (typeof value !== "string") return false;
  try {
    if (/^[A-Za-z]/.test(value)) {
      return new Intl.DateTimeFormat("en-US", { timeZone: value }).resolvedOptions().timeZone !== "";
    }
  } catch {
    // Reported below.
  }
  const near = closest(value, Intl.supportedValuesOf("timeZone"));
  report(path, `${JSON.stringify(value.slice(0, 60))} is no time zone.`, [
    near === undefined
      ? "Write a name of the IANA database: Europe/Berlin, America/New_York, UTC."
      : `Did you mean \`${near}\`?`,
  ]);
  return false;
}
