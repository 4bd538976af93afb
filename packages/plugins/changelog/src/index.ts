import { definePlugin } from "@relspec/core";
import { contributeBuild, warnOfNothing } from "./contribute.ts";
import { options } from "./options.ts";
import { writeAction } from "./write-action.ts";

export default definePlugin({
  name: "changelog",
  summary: "Keep a changelog file.",
  options,
  // A step may name any file.
  permissions: { paths: ["**"] },
  // Only where there is one: who keeps none has not asked for it.
  detect: async ({ files }) => ((await files.exists("CHANGELOG.md")) ? {} : null),
  setup: (given) => ({
    actions: { write: writeAction(given) },
    contribute: { build: (facts) => contributeBuild(given, facts) },
    hooks: { amendPlan: (plan) => warnOfNothing(given, plan) },
  }),
});
