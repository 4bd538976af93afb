import { definePlugin } from "@relspec/core";
import { once } from "./once-action.ts";
import { run } from "./run-action.ts";

export default definePlugin({
  name: "exec",
  summary: "Run programs as steps.",
  // Which programs, hosts and files it comes to is what the spec's steps say.
  permissions: { commands: ["*"] },
  options: { type: "object", additionalProperties: false, description: "The plugin itself takes no options." },
  setup: () => ({ actions: { run, once } }),
});
