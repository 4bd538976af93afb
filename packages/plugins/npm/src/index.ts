import { definePlugin } from "@relspec/core";
import { checkups } from "./checkups.ts";
import { contributeBuild, contributeDeploy, contributePromotion, contributeRollback } from "./contribute.ts";
import { deprecateAction } from "./deprecate-action.ts";
import { discoverPackages } from "./discover-packages.ts";
import { distTagAction } from "./dist-tag-action.ts";
import { options } from "./options.ts";
import { packAction } from "./pack-action.ts";
import { publishAction } from "./publish-action.ts";
import { readManifest } from "./read-manifest.ts";
import { versionAction } from "./version-action.ts";

export default definePlugin({
  name: "npm",
  summary: "Find, version, pack and publish the packages of an npm project.",
  versions: "semantic",
  options,
  permissions: {
    // Registries, and the variables that hold their tokens, are named by `.npmrc` and the manifests.
    hosts: ["*"],
    secrets: ["*"],
    commands: ["npm"],
    paths: [
      "**/package.json",
      "**/package-lock.json",
      "**/npm-shrinkwrap.json",
      "**/*.yaml",
      "**/yarn.lock",
      "**/.yarnrc.yml",
    ],
  },
  detect: async ({ files }) => {
    const manifest = await readManifest(files, "package.json");
    return manifest !== null && (manifest.name !== null || manifest.workspaces !== null) ? {} : null;
  },
  setup: (given) => ({
    actions: {
      version: versionAction(given),
      pack: packAction,
      publish: publishAction(given),
      "dist-tag": distTagAction(given),
      deprecate: deprecateAction(given),
    },
    contribute: {
      build: (facts) => contributeBuild(given, facts),
      deploy: (facts) => contributeDeploy(given, facts),
    },
    rollback: (facts) => contributeRollback(given, facts),
    checkups: checkups(given),
    hooks: {
      promote: (facts) => contributePromotion(given, facts),
      discoverPackages: (_spec, { files }) => discoverPackages(files, given.root, given.packages),
    },
  }),
});
