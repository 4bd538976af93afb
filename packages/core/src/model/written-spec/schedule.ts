import { stageNames } from "../spec.ts";
import { text } from "./common.ts";

const booking = {
  type: "object",
  additionalProperties: false,
  required: ["from", "to"],
  oneOf: [{ required: ["environment"] }, { required: ["person"] }],
  properties: {
    environment: text("Environment that is kept for this release."),
    person: text("Person who is."),
    from: text("First day, or first moment: a day, a local time (2026-12-18T18:00), or RFC 3339."),
    to: text("Last day, or the moment it ends."),
    release: text("Release it is kept for; default this one."),
    because: text("What for."),
  },
} as const;

/** What stands under `schedule`. */
export const schedule = {
  type: "object",
  additionalProperties: false,
  description: "When it is planned for.",
  properties: {
    timezone: text("IANA name of the zone that its times are of; default UTC."),
    ...(Object.fromEntries(
      stageNames.map((name) => [
        name,
        text(`By when the stage ${name} is to be done: a day, a local time or RFC 3339.`),
      ]),
    ) as Record<(typeof stageNames)[number], ReturnType<typeof text>>),
    bookings: { type: "array", items: booking, description: "Environments and people that are kept for it." },
  },
} as const;

const need = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: text("Name of the other release's spec."),
    version: text("Version or range that is to be out, for example >=2.1.0; default any."),
    environment: text("Environment it is to be done in; default that it is released."),
    ledger: { description: "Where it is on record, in the form of the key `ledger`; default where this release is." },
    because: text("Why it is needed."),
  },
} as const;

export { need };
