import { duration, listOrMap, text, texts } from "./common.ts";

const track = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: text("Name of the track, for example fast, stable or lts."),
    channels: texts(
      "Channels its releases go to; `default` is the main one. Without it: the channel of the track's name.",
    ),
    cadence: {
      ...duration,
      description: "How long after a release the next one comes that brings more than fixes; earlier ones wait.",
    },
    soak: {
      ...duration,
      description: "How long a version must have been out on another track before it comes to this one.",
    },
    promise: {
      type: "string",
      enum: ["none", "no-breaking", "fixes"],
      description:
        "What its users can rely on: no breaking change, or nothing but fixes. A release that breaks it is refused.",
    },
    support: {
      description: "How long a version is supported: a duration from its release, or { for, until }.",
      oneOf: [
        duration,
        {
          type: "object",
          additionalProperties: false,
          minProperties: 1,
          properties: {
            for: { ...duration, description: "From the release of a version." },
            until: {
              type: "string",
              pattern: "^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2}))?$",
              description: "The last day, or moment, for every version of the track.",
            },
          },
        },
      ],
    },
  },
} as const;

export const tracks = listOrMap(
  track,
  "Lines of releases for different users, each with its own cadence, soak, promise and support.",
);

export const aims = {
  type: "array",
  description: "What the release is for: texts, or { aim, at, min, max } where it can be measured.",
  items: {
    oneOf: [
      { type: "string", minLength: 1 },
      {
        type: "object",
        additionalProperties: false,
        required: ["aim"],
        properties: {
          aim: text("What it is."),
          at: {
            type: "string",
            pattern: "^/",
            description: "JSON Pointer of its actual figure in the file that the gate `aims` names.",
          },
          min: { type: "number", description: "The figure should not be below." },
          max: { type: "number", description: "The figure should not be above." },
        },
      },
    ],
  },
} as const;
