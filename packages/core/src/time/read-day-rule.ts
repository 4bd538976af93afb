/** The parts of a rule that names days, each with what it may hold. Hours and minutes are the window's `start` and `end`. */
const parts: Readonly<Record<string, RegExp>> = {
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,2}$/,
  UNTIL: /^\d{8}$/,
  WKST: /^(?:MO|TU|WE|TH|FR|SA|SU)$/,
  BYDAY: /^(?:[+-]?[1-9]\d?)?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[1-9]\d?)?(?:MO|TU|WE|TH|FR|SA|SU))*$/,
  BYMONTH: /^(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*$/,
  BYMONTHDAY: /^[+-]?(?:[1-9]|[12]\d|3[01])(?:,[+-]?(?:[1-9]|[12]\d|3[01]))*$/,
  BYYEARDAY: /^[+-]?[1-9]\d{0,2}(?:,[+-]?[1-9]\d{0,2})*$/,
  BYWEEKNO: /^[+-]?(?:[1-9]|[1-4]\d|5[0-3])(?:,[+-]?(?:[1-9]|[1-4]\d|5[0-3]))*$/,
  BYSETPOS: /^[+-]?[1-9]\d{0,2}(?:,[+-]?[1-9]\d{0,2})*$/,
};

export const ruleParts: readonly string[] = Object.keys(parts);

export type ReadRule =
  | { readonly rule: string; readonly values: ReadonlyMap<string, string> }
  | { readonly problem: string; readonly part?: string };

/**
 * A recurrence rule of RFC 5545, read strictly: what is not understood is a problem and never left out, because a rule that
 * says less than was meant restricts less.
 */
export function readDayRule(text: string): ReadRule {
  const rule = text.trim().replace(/^RRULE:/, "");
  const values = new Map<string, string>();
  for (const piece of rule.split(";")) {
    const [name = "", value = "", ...more] = piece.split("=");
    const form = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (/^BY(?:HOUR|MINUTE|SECOND)$/.test(name))
      return { problem: `${name} is not for days: \`start\` and \`end\` say the time of the day`, part: name };
    if (!form) return { problem: `${JSON.stringify(name.slice(0, 40))} is no part of a recurrence rule`, part: name };
    if (values.has(name)) return { problem: `${name} stands there twice`, part: name };
    if (more.length > 0 || !form.test(value)) return { problem: wrongValue(name, value), part: name };
    values.set(name, value);
  }
  if (!values.has("FREQ")) return { problem: "it has no FREQ", part: "FREQ" };
  const problem = contradiction(values);
  return problem === null ? { rule, values } : { problem };
}

function wrongValue(name: string, value: string): string {
  const shown = JSON.stringify(value.slice(0, 40));
  if (name === "FREQ" && /^(?:HOURLY|MINUTELY|SECONDLY)$/.test(value))
    return `FREQ=${value} is not for days: \`start\` and \`end\` say the time of the day`;
  if (name === "UNTIL") return `UNTIL is ${shown}, and must be a day such as 20261231`;
  return `${name} cannot be ${shown}`;
}

function contradiction(values: ReadonlyMap<string, string>): string | null {
  const frequency = values.get("FREQ") ?? "";
  const days = values.get("BYDAY") ?? "";
  if (/\d/.test(days) && (!/MONTHLY|YEARLY/.test(frequency) || values.has("BYWEEKNO")))
    return `BYDAY=${days} counts days of a month or year, which FREQ=${frequency} does not have`;
  if (values.has("BYWEEKNO") && frequency !== "YEARLY") return "BYWEEKNO is for FREQ=YEARLY";
  if (values.has("BYYEARDAY") && frequency !== "YEARLY") return "BYYEARDAY is for FREQ=YEARLY";
  if (values.has("BYMONTHDAY") && frequency === "WEEKLY") return "BYMONTHDAY is not for FREQ=WEEKLY";
  if (values.has("COUNT") && values.has("UNTIL")) return "COUNT and UNTIL both say where it ends";
  if (values.has("BYSETPOS") && ![...values.keys()].some((name) => name !== "BYSETPOS" && name.startsWith("BY")))
    return "BYSETPOS picks from what another BY… names";
  return null;
}

/** Whether a rule means different days by where it is counted from. */
export function needsFirstDay(values: ReadonlyMap<string, string>): boolean {
  if (values.has("COUNT") || (values.get("INTERVAL") ?? "1") !== "1") return true;
  const named = ["BYDAY", "BYMONTHDAY", "BYYEARDAY"].some((name) => values.has(name));
  return values.get("FREQ") !== "DAILY" && !named;
}
