import { text, texts } from "./common.ts";

const time = (description: string, pattern: string) => ({ type: "string", pattern, description }) as const;

const days = (description: string) =>
  ({
    description,
    oneOf: [
      { type: "string", minLength: 1, maxLength: 500 },
      { type: "array", minItems: 1, maxItems: 500, items: { type: "string", minLength: 1, maxLength: 500 } },
    ],
  }) as const;

const scope = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  description: "Where it holds, without being named there.",
  properties: {
    environments: { ...texts("Names of environments."), minItems: 1 },
    rings: { ...texts("Names of rings."), minItems: 1 },
    tracks: { ...texts("Names of tracks, whose releases it holds for."), minItems: 1 },
  },
} as const;

const except = {
  type: "array",
  uniqueItems: true,
  items: { type: "string", enum: ["rollback", "prerelease", "maintenance"] },
  description: "Kinds of releases that it does not hold for; default [rollback]: a way back stays open.",
} as const;

const overrun = {
  type: "string",
  enum: ["finish-step", "finish-ring", "stop"],
  description:
    "What becomes of a deployment that is under way when it closes: finish-ring (default) brings the ring, or the environment, to its end; finish-step begins no other step; stop also ends the step under way.",
} as const;

const timezone = text("IANA name of the zone that its times are of, for example Europe/Berlin.");

export const window = {
  type: "object",
  additionalProperties: false,
  required: ["name", "timezone"],
  properties: {
    name: text("Name of the window: `window: NAME` in a gate."),
    allow: days(
      "Days on which it is open: a recurrence rule (RRULE:FREQ=WEEKLY;BYDAY=MO,TU), a day (2026-12-05), or several.",
    ),
    deny: days("Days on which it is closed, in the same form; it is open at any other time."),
    from: text("First day that the rules count from, for example 2026-01-05; needed by INTERVAL and COUNT."),
    start: time(
      "When it begins on such a day, on the clock of its zone; default 00:00.",
      "^(?:[01]\\d|2[0-3]):[0-5]\\d$",
    ),
    end: time(
      "When it ends; not after the start means on the day after. Default 24:00, the end of the day.",
      "^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$",
    ),
    timezone,
    overrun,
    scope,
    except,
    because: text("Why it is there."),
  },
} as const;

export const freeze = {
  type: "object",
  additionalProperties: false,
  required: ["name", "from", "to"],
  properties: {
    name: text("Name of the freeze."),
    from: text("First day, or first moment: a day, a local time (2026-12-18T18:00), or RFC 3339."),
    to: text("Last day, or the moment it ends."),
    timezone,
    overrun,
    scope,
    except,
    because: text("Why it is there."),
  },
} as const;
