import { definePlugin, type PlanningFacts } from "@relspec/core";
import { versionAction } from "./version-action.ts";

export default definePlugin({
  name: "files",
  summary: "Write the version into manifests and other files: `version.files` of the spec.",
  permissions: { paths: ["**"] },
  options: { type: "object", additionalProperties: false },
  setup: () => ({
    actions: { version: versionAction },
    contribute: {
      build: ({ spec }: PlanningFacts) =>
        spec.version.files.length === 0
          ? []
          : // One after the other: another plugin may write its versions into the same file.
            [{ id: "files/version", uses: "files/version", with: {}, turn: "write", parallel: false }],
    },
  }),
});
