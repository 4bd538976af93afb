import { duration, text } from "./common.ts";

const member = { type: "string", pattern: "^[^@\\s]+@[^@\\s]+$", description: "Address, or *@DOMAIN." } as const;
const members = { type: "array", minItems: 1, uniqueItems: true, items: member } as const;

/** Keys of the stage `accept` beside its gates and steps. */
export const acceptance = {
  channel: text("Channel that a candidate is on; a step of the build must have put it there."),
  cohort: {
    description: "Who accepts: the name of a role or an audience, public, a list of addresses, or all of it.",
    anyOf: [
      { type: "string", minLength: 1 },
      members,
      {
        type: "object",
        additionalProperties: false,
        properties: {
          name: text("Name of the cohort."),
          members: {
            description: "Addresses; or the name of a role or an audience; or public.",
            anyOf: [{ type: "string", minLength: 1 }, members],
          },
          size: { type: "integer", minimum: 1, description: "How many are in it." },
        },
      },
    ],
  },
  until: {
    description: "How long a candidate is tried, from when it is opened, or the date or time it ends.",
    anyOf: [
      duration,
      {
        type: "string",
        pattern: "^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2})?(?:Z|[+-]\\d{2}:\\d{2}))?$",
        description: "A date, whose end counts, or a time with its offset.",
      },
    ],
  },
  minimum: { type: "integer", minimum: 0, description: "How many people must have answered; default none." },
} as const;
