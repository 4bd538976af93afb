import { listOrMap, text, texts } from "./common.ts";

const requirement = {
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: {
    id: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
      maxLength: 100,
      description: "Its name; a change that names it in its message carries it out.",
    },
    title: text("What is asked for."),
    must: { type: "boolean", description: "The release is not complete without it; default false." },
    tests: texts("Names of tests that show it."),
    issues: texts("Issues that stand for it: a change that names one carries it out."),
  },
} as const;

const { id: _, ...withoutId } = requirement.properties;

export const requirements = {
  description: "What the release must fulfil: a list, or a map by id.",
  oneOf: [
    { type: "array", items: requirement },
    { type: "object", additionalProperties: { ...requirement, properties: withoutId, required: [] } },
  ],
} as const;

const deliverable = {
  type: "object",
  additionalProperties: false,
  required: ["name", "owner"],
  anyOf: [{ required: ["link"] }, { required: ["file"] }],
  properties: {
    name: text("Name of the deliverable."),
    kind: {
      type: "string",
      enum: ["message", "article", "documentation", "demonstration", "training"],
      description: "What it is; default documentation.",
    },
    owner: text("Role or person who sees to it."),
    due: {
      type: "string",
      pattern: "^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2}))?$",
      description: "When it must be there: a date, whose end counts, or a time with its offset.",
    },
    audience: text("Who it is for."),
    link: { type: "string", pattern: "^https?://", description: "Address it is at; it must answer." },
    file: text("Path of it in the project; it must not be empty."),
  },
} as const;

export const enablement = listOrMap(
  deliverable,
  "What tells people of the release and how to use it. While one is missing, nothing is deployed.",
);
