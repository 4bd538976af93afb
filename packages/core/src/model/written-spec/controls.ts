import { duration, text, texts } from "./common.ts";

const oneOrMore = (description: string) =>
  ({
    description,
    oneOf: [
      { type: "string", minLength: 1 },
      { ...texts(description), minItems: 1 },
    ],
  }) as const;

const control = {
  type: "object",
  additionalProperties: false,
  required: ["id", "require", "owner", "within"],
  properties: {
    id: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
      maxLength: 100,
      description: "Id of the control, for example CM-3.",
    },
    framework: oneOrMore("What it answers: SOC 2 CC8.1, ISO 27001 A.8.32, PCI DSS 6.5."),
    require: oneOrMore("Gates that must be open: ids, or unique ends of them."),
    owner: text("Role that sees to it, and is told first when it is overdue."),
    within: {
      ...duration,
      description: "How long after the release was opened; and how long each rung has after the one before.",
    },
    escalate: texts("Roles that are told next, one after the other."),
    announcer: text("Plugin that carries the messages; default the one of the audiences, or the only one that can."),
    because: text("Why it is there."),
  },
} as const;

/** What stands under `controls`. */
export const controls = { type: "array", items: control, description: "Controls with owners and deadlines." } as const;
