import { duration, open, text, texts } from "./common.ts";
import { gates, step, steps } from "./steps.ts";

const limit = (description: string) => ({ type: "integer", minimum: 1, maximum: 100, description }) as const;

/** One way to verify an environment: a program, an address, or any action. */
const verification = {
  type: "object",
  additionalProperties: false,
  description: "A program, an address, or any plugin's action that says whether the environment runs well.",
  oneOf: [{ required: ["command"] }, { required: ["http"] }, { required: ["uses"] }],
  properties: {
    id: step.properties.id,
    command: {
      type: "array",
      minItems: 1,
      items: { type: "string" },
      description:
        "Program and arguments; no shell reads them. It passes with exit code 0, cannot tell with 75, and fails with any other.",
    },
    http: {
      description: "An address, or { url, expect, contains, at, min, max }.",
      oneOf: [
        { type: "string", pattern: "^(?:https?://|\\{\\{)" },
        {
          type: "object",
          additionalProperties: false,
          required: ["url"],
          properties: {
            url: { type: "string", pattern: "^(?:https?://|\\{\\{)", description: "Address." },
            expect: {
              type: "integer",
              minimum: 100,
              maximum: 599,
              description: "Status of the answer; default 200.",
            },
            contains: text("Text the answer must hold."),
            at: {
              type: "string",
              pattern: "^/",
              description:
                "JSON Pointer of a number in the answer, for example /data/result/0/value/1 of a Prometheus query.",
            },
            min: { type: "number", description: "The number may not be below." },
            max: { type: "number", description: "The number may not be above." },
          },
        },
      ],
    },
    uses: step.properties.uses,
    with: step.properties.with,
    delay: { ...duration, description: "How long to wait before the first measure." },
    every: { ...duration, description: "How long between two measures; default PT5S." },
    success: limit("How many measures must pass; default 1."),
    failure: limit("How many measures may fail before the verification has failed; default 1."),
    inconclusive: limit("How many measures may tell nothing before a person must look; default 1."),
    timeout: { ...duration, description: "How long one measure may take; default PT1M." },
  },
} as const;

export const environment = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
      maxLength: 60,
      description: "Name of the environment.",
    },
    requires: texts("Environments that must be verified before."),
    gates,
    steps,
    rings: {
      type: "array",
      minItems: 1,
      maxItems: 50,
      items: {
        oneOf: [
          { type: "integer", minimum: 1, maximum: 100 },
          { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$", maxLength: 60 },
        ],
      },
      description:
        "Parts of the environment that are deployed to one after the other: percentages, or names. The steps run once for each, with {{ring}}.",
    },
    soak: {
      ...duration,
      description: "How long it, and each ring of it, must have been verified before what comes after it.",
    },
    window: open("Name of the window it may be deployed in: the same as a gate `window` on it."),
    verify: {
      description: "How it is verified, after its steps and before anything is published: one way, or a list.",
      oneOf: [verification, { type: "array", minItems: 1, items: verification }],
    },
    "on-failure": {
      type: "string",
      enum: ["rollback", "stop"],
      description:
        "What happens when verification fails. rollback: the version before is made active again, and the environment held until a person lets it go. stop (default): the run stops.",
    },
  },
} as const;
