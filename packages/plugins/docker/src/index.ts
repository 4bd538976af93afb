import { definePlugin } from "@relspec/core";
import { attachAction } from "./attach-action.ts";
import { buildAction } from "./build-action.ts";
import { checkups } from "./checkups.ts";
import { contributeBuild, contributeDeploy, contributeRollback } from "./contribute.ts";
import { detect } from "./detect.ts";
import { options } from "./options.ts";
import { promoteAction } from "./promote-action.ts";
import { pushAction } from "./push-action.ts";
import { signAction } from "./sign-action.ts";
import { tagAction } from "./tag-action.ts";

export default definePlugin({
  name: "docker",
  summary: "Build container images with docker, podman or buildah; push, tag and promote them by digest.",
  options,
  permissions: {
    // A registry names its own login server, and may keep its layers elsewhere.
    hosts: ["*"],
    commands: ["docker", "podman", "buildah", "git", "gpg", "docker-credential-*"],
  },
  detect,
  setup: (given) => ({
    actions: {
      build: buildAction(given),
      push: pushAction(given),
      tag: tagAction(given),
      promote: promoteAction(given),
      attach: attachAction(given),
      sign: signAction(given),
    },
    contribute: {
      build: (facts) => contributeBuild(given, facts),
      deploy: (facts) => contributeDeploy(given, facts),
    },
    checkups: checkups(given),
    rollback: (facts) => contributeRollback(given, facts),
  }),
});
