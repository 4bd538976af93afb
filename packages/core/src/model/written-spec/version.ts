import { open, text } from "./common.ts";

const strategy = { enum: ["conventional-commits", "manual", "intents", "calver"] } as const;

export const version = {
  type: "object",
  additionalProperties: false,
  description: "How the next version is told.",
  properties: {
    strategy: {
      description: "Where a bump comes from; a list combines.",
      oneOf: [
        { type: "string", ...strategy },
        { type: "array", minItems: 1, items: { type: "string", ...strategy } },
      ],
    },
    preset: {
      type: "string",
      enum: ["relspec", "angular", "conventionalcommits"],
      description: "How commit messages are read.",
    },
    compat: open("Answer exactly as another tool would, for example semantic-release@25."),
    rules: {
      type: "array",
      description: "Tried before the preset's own; `release: false` asks for no release.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["release"],
        properties: {
          type: text("Type of the change, a glob."),
          scope: text("Scope, a glob."),
          subject: text("Subject, a glob."),
          breaking: { type: "boolean", description: "Only breaking changes." },
          release: { enum: ["major", "minor", "patch", false], description: "What they ask for." },
        },
      },
    },
    initial: text("Version of the first release; default 1.0.0, or 0.1.0 with zero: minor."),
    zero: {
      type: "string",
      enum: ["strict", "minor"],
      description: "Below 1.0.0 a breaking change means 1.0.0 (strict) or a minor (minor).",
    },
    tag: text('Name of a tag: "v{{version}}", or "{{package}}@{{version}}" with several packages.'),
    branches: {
      type: "array",
      minItems: 1,
      description: "Branches that are released from; the first is the main one.",
      items: {
        oneOf: [
          { type: "string", minLength: 1 },
          {
            type: "object",
            additionalProperties: false,
            required: ["name"],
            properties: {
              name: text("Name of the branch."),
              channel: text("Channel its releases go to."),
              range: text("What a maintenance branch may release, for example 1.x."),
              prerelease: {
                description:
                  "Releases of this branch are prereleases with this identifier; true takes the branch's name.",
                oneOf: [{ type: "boolean" }, { type: "string", minLength: 1 }],
              },
            },
          },
        ],
      },
    },
    files: open("Files that the version is written into."),
  },
} as const;
