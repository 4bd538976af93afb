import { definePlugin } from "@relspec/core";
import { assetAction } from "./asset-action.ts";
import { contributeDeploy } from "./contribute.ts";
import { openerOf } from "./opener.ts";
import { optionsSchema, secretsOf } from "./options.ts";
import { publishAction } from "./publish-action.ts";
import { releaseAction } from "./release-action.ts";

export default definePlugin({
  name: "github",
  summary: "Releases on GitHub: drafts, assets, comments, deployments.",
  options: optionsSchema,
  setup: (options) => {
    const open = openerOf(options);
    const secrets = secretsOf(options);
    return {
      actions: {
        release: releaseAction(options, open, secrets),
        asset: assetAction(options, open, secrets),
        publish: publishAction(options, open, secrets),
      },
      contribute: { deploy: (facts) => contributeDeploy(options, facts) },
    };
  },
});
