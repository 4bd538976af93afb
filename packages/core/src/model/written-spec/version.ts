import { text } from "./common.ts";

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
    calver: {
      description:
        "How the strategy calver numbers: a format, or a format with its zone; default YYYY.MM.MICRO in UTC.",
      oneOf: [
        { type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          properties: {
            format: text(
              "Two to four parts with dots between them: YYYY YY 0Y MM 0M WW 0W DD 0D of the commit's date, and counters MAJOR MINOR MICRO.",
            ),
            timezone: text("Zone that the commit's date is taken in, for example Europe/Berlin; default UTC."),
          },
        },
      ],
    },
    manual: {
      description: "Where the strategy manual finds the version; default in the packages' manifests.",
      oneOf: [
        {
          type: "object",
          additionalProperties: false,
          required: ["version"],
          properties: { version: text("The version itself.") },
        },
        {
          type: "object",
          additionalProperties: false,
          required: ["path"],
          properties: { path: text("Path of a file whose first line is the version.") },
        },
      ],
    },
    compat: {
      type: "string",
      enum: ["semantic-release@25"],
      description:
        "Read commits exactly as another tool does, and nothing else; the preset is then angular by default.",
    },
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
    squash: {
      type: "boolean",
      description: "Also read the list of squashed commits (`* feat: …`) in the body of a message; default false.",
    },
    overrides: text(
      "Path of a YAML or JSON file that says of single commits how they are to be read: id → { message | release, because }.",
    ),
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
    dependants: {
      type: "string",
      enum: ["needed", "always"],
      description:
        "Which packages are released because of what they depend on: needed (default), those whose range does not allow its new version; always, all of them.",
    },
    files: {
      type: "array",
      description: "Files besides the packages' own manifests that the version is written into.",
      items: {
        oneOf: [
          { type: "string", minLength: 1 },
          {
            type: "object",
            additionalProperties: false,
            required: ["path"],
            properties: {
              path: text("Path from the project's root; * and ** stand for several files."),
              at: text("Place in a JSON, YAML or TOML file: `tool.poetry.version`, or a JSON pointer."),
              marker: text(
                "Text that marks the line, for example x-relspec-version; in the line or in the one before.",
              ),
              package: text("Package whose version it is; default the one whose folder it is in."),
            },
          },
        ],
      },
    },
  },
} as const;
