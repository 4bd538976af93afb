import type { Infer, Schema } from "@relspec/core";

/** What a spec says under `plugins: { changelog: … }`. */
export const options = {
  type: "object",
  additionalProperties: false,
  description: "Keep a changelog file.",
  properties: {
    file: {
      type: "string",
      minLength: 1,
      maxLength: 1_000,
      default: "CHANGELOG.md",
      description: "The file, relative to the project's root; with `per-package`, to each package's folder.",
    },
    "per-package": {
      type: "boolean",
      default: false,
      description: "One file in the folder of each package, instead of one for the project.",
    },
    write: {
      enum: ["auto", true, false],
      default: "auto",
      description:
        "Write the file in every release. `auto`: where there is a release commit to take it in (`git: { commit: true }`), and say so where there is none. `true`: always, into the working tree. `false`: only in the steps that the spec names.",
    },
  },
} as const satisfies Schema;

export type ChangelogOptions = Infer<typeof options>;
