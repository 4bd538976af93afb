import { definePlugin } from "@relspec/core";
import { attachAction } from "./attach-action.ts";
import { buildAction } from "./build-action.ts";
import { contributeBuild, contributeDeploy, contributeRollback } from "./contribute.ts";
import { options } from "./options.ts";
import { pushAction } from "./push-action.ts";
import { tagAction } from "./tag-action.ts";

export default definePlugin({
  name: "docker",
  summary: "Build container images with docker, podman or buildah; push, tag and promote them by digest.",
  options,
  setup: (given) => ({
    actions: {
      build: buildAction(given),
      push: pushAction(given),
      tag: tagAction(given),
      attach: attachAction(given),
    },
    contribute: {
      build: (facts) => contributeBuild(given, facts),
      deploy: (facts) => contributeDeploy(given, facts),
    },
    rollback: (facts) => contributeRollback(given, facts),
  }),
});
