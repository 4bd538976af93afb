import { definePlugin } from "@relspec/core";
import { assetAction } from "./asset-action.ts";
import { bannerAction } from "./banner-action.ts";
import { checkAction } from "./check-action.ts";
import { checkups } from "./checkups.ts";
import { commentAction } from "./comment-action.ts";
import { contributeAfter, contributeRollback } from "./contribute-rest.ts";
import { deploymentAction } from "./deployment-action.ts";
import { deploymentStatusAction } from "./deployment-status-action.ts";
import { environmentGate } from "./environment-gate.ts";
import { fetchIdToken, idTokenAddress, idTokenSecret } from "./fetch-id-token.ts";
import { latestAction } from "./latest-action.ts";
import { milestoneAction } from "./milestone-action.ts";
import { reviewGate } from "./review-gate.ts";
import { statusAction } from "./status-action.ts";
import { contributeDeploy } from "./contribute.ts";
import { contributePullRequest, contributeMerged } from "./contribute-pull-request.ts";
import { mergedAction } from "./merged-action.ts";
import { pullRequestAction } from "./pull-request-action.ts";
import { pullRequestGate, withPullRequestGate } from "./pull-request-gate.ts";
import { openerOf } from "./opener.ts";
import { optionsSchema, secretsOf } from "./options.ts";
import { apiHosts, leadsToGitHub } from "./place.ts";
import { publishAction } from "./publish-action.ts";
import { releaseAction } from "./release-action.ts";

export default definePlugin({
  name: "github",
  summary: "Releases on GitHub: drafts, assets, comments, deployments.",
  options: optionsSchema,
  permissions: ({ api }) => ({
    hosts: [...apiHosts(api), `env:${idTokenAddress}`],
    commands: ["git"],
    secrets: [idTokenSecret],
  }),
  detect: async (context) => ((await leadsToGitHub(context)) ? {} : null),
  setup: (options) => {
    const open = openerOf(options);
    const secrets = secretsOf(options);
    return {
      actions: {
        release: releaseAction(options, open, secrets),
        asset: assetAction(options, open, secrets),
        publish: publishAction(options, open, secrets),
        comment: commentAction(options, open, secrets),
        milestone: milestoneAction(options, open, secrets),
        deployment: deploymentAction(options, open, secrets),
        "deployment-status": deploymentStatusAction(options, open, secrets),
        status: statusAction(options, open, secrets),
        check: checkAction(options, open, secrets),
        latest: latestAction(options, open, secrets),
        banner: bannerAction(options, open, secrets),
        "pull-request": pullRequestAction(options, open, secrets),
        merged: mergedAction(options, open, secrets),
      },
      gates: {
        "github-review": reviewGate(options, open),
        "github-environment": environmentGate(options, open),
        "github-pull-request": pullRequestGate(options, open),
      },
      contribute: {
        ...(options.pullRequest !== false && {
          build: (facts) => contributePullRequest(options, facts),
          prepare: contributeMerged,
        }),
        deploy: (facts) => [
          ...contributeDeploy(options, facts),
          // Nobody is told of what a person has yet to publish.
          ...(options.draft ? [] : contributeAfter(options, facts)),
        ],
      },
      rollback: (facts) => contributeRollback(options, facts),
      checkups: checkups(options, open),
      hooks: { fetchIdToken, ...(options.pullRequest !== false && { specLoaded: withPullRequestGate }) },
    };
  },
});
