/** The parts of a date that a format may name, for a day in some zone. */
const dateTokens: Readonly<Record<string, (day: Day) => string>> = {
  YYYY: ({ year }) => String(year),
  YY: ({ year }) => String(year - 2000),
  "0Y": ({ year }) => two(year - 2000),
  MM: ({ month }) => String(month),
  "0M": ({ month }) => two(month),
  WW: ({ week }) => String(week),
  "0W": ({ week }) => two(week),
  DD: ({ day }) => String(day),
  "0D": ({ day }) => two(day),
};
const counters = ["MAJOR", "MINOR", "MICRO"] as const;
export type Counter = (typeof counters)[number];

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly week: number;
}

export type Segment =
  | { readonly counter: Counter }
  /** `YYYY`, or several put together, as `YYYY0M`. */
  | { readonly date: readonly string[] };

/** The parts of a format between its dots; or a sentence that says what is wrong with it. */
export function parseCalendarFormat(format: string): readonly Segment[] | string {
  const parts = format.split(".");
  if (parts.length < 2 || parts.length > 4) return "A format has two to four parts with dots between them.";
  const segments: Segment[] = [];
  for (const part of parts) {
    const counter = counters.find((each) => each === part);
    const date = counter ? null : dateTokensIn(part);
    if (!counter && !date)
      return `"${part}" is none of ${[...Object.keys(dateTokens), ...counters].join(", ")}, and not several parts of a date.`;
    segments.push(counter ? { counter } : { date: date! });
  }
  const named = segments.flatMap((each) => ("counter" in each ? [each.counter] : []));
  if (new Set(named).size < named.length) return "A format counts each of MAJOR, MINOR and MICRO once.";
  const tokens = segments.flatMap((each) => ("date" in each ? each.date : []));
  if (tokens.length === 0) return "A format names at least a year, as YYYY.";
  if (!tokens[0]?.includes("Y")) return "The first part of the date is the year: versions have to rise.";
  if (tokens.some((each) => each.includes("W")) && tokens.some((each) => /[MD]/.test(each)))
    return "Weeks go with years only: a week may lie in two months.";
  const order = tokens.map((each) => "YWMD".indexOf(each.at(-1) ?? ""));
  if (order.some((place, at) => at > 0 && place <= (order[at - 1] ?? 0)))
    return "The parts of the date go from the year down, each once.";
  return segments;
}

function dateTokensIn(part: string): readonly string[] | null {
  const tokens = part.match(/YYYY|YY|0Y|MM|0M|WW|0W|DD|0D/g);
  if (!tokens || tokens.join("") !== part) return null;
  // Put together without padding, 1.11 and 11.1 would be the same number.
  return tokens.slice(1).every((token) => token.startsWith("0")) ? tokens : null;
}

/** Whether all that a format gives are semantic versions: three parts, none with a zero in front. */
export function givesSemanticVersions(segments: readonly Segment[]): boolean {
  return segments.length === 3 && segments.every((each) => "counter" in each || !each.date[0]?.startsWith("0"));
}

/** The date's parts of a format, for a moment in a zone; `null` for counters. Weeks are those of ISO 8601, with their years. */
export function fillCalendar(segments: readonly Segment[], date: string, timezone: string): readonly (string | null)[] {
  const weeks = segments.some((each) => "date" in each && each.date.some((token) => token.includes("W")));
  const day = dayOf(date, timezone, weeks);
  return segments.map((each) =>
    "counter" in each ? null : each.date.map((token) => dateTokens[token]!(day)).join(""),
  );
}

function dayOf(date: string, timezone: string, weeks: boolean): Day {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "numeric",
    day: "numeric",
  }).formatToParts(new Date(date));
  const [year = 0, month = 0, day = 0] = (["year", "month", "day"] as const).map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  const thursday = new Date(Date.UTC(year, month - 1, day));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7);
  return { year: weeks ? thursday.getUTCFullYear() : year, month, day, week };
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** Whether a name is that of a zone this Node knows. */
export function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en-US", { timeZone: name }));
  } catch {
    return false;
  }
}
