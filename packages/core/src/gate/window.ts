import type { GateAnswer } from "../plugin/gate.ts";
import { defineGate } from "../plugin/gate.ts";
import type { Standing } from "../time/standing.ts";

const named = (description: string) =>
  ({
    type: "object",
    additionalProperties: false,
    required: ["name"],
    description,
    properties: { name: { type: "string", minLength: 1, description } },
  }) as const;

/** A window of the spec is open. */
export const window = defineGate({
  summary: "A window of the spec is open.",
  shorthand: "name",
  options: named("Name of one of the spec's windows."),
  evaluate: async ({ name }, { spec, now }) => {
    const found = spec.windows.find((each) => each.name === name);
    if (!found) return missingOne("window", name);
    const { windowStanding } = await import("../time/standing.ts");
    return answerOf(`The window ${name} is closed`, windowStanding(found, now().getTime()), found.timezone);
  },
});

/** A freeze of the spec is not in force. */
export const freeze = defineGate({
  summary: "A freeze of the spec is not in force.",
  shorthand: "name",
  options: named("Name of one of the spec's freezes."),
  evaluate: async ({ name }, { spec, now }) => {
    const found = spec.freezes.find((each) => each.name === name);
    if (!found) return missingOne("freeze", name);
    const { freezeStanding } = await import("../time/standing.ts");
    return answerOf(`The freeze ${name} is in force`, freezeStanding(found, now().getTime()), found.timezone);
  },
});

function missingOne(kind: string, name: string): GateAnswer {
  return { verdict: "error", missing: [`The spec has no ${kind} "${name}" any more.`] };
}

function answerOf(closed: string, { open, nextOpen, nextClose }: Standing, timezone: string): GateAnswer {
  const evidence = { nextOpen: isoOf(nextOpen), nextClose: isoOf(nextClose) };
  if (open) return { verdict: "pass", missing: [], evidence };
  const until = nextOpen === null ? ", with no end that is known" : ` until ${wallText(nextOpen, timezone)}`;
  return { verdict: "waiting", missing: [`${closed}${until}.`], nextOpen: evidence.nextOpen, evidence };
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** `Thu 2026-11-26 09:00 in Europe/Berlin (2026-11-26T08:00:00Z)`, the same on every machine. */
export function wallText(at: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? "";
  const local = `${part("weekday")} ${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
  return `${local} in ${timezone} (${new Date(at).toISOString().replace(".000Z", "Z")})`;
}
