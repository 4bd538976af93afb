import { definePlugin, hostsOf } from "@relspec/core";
import { checkups } from "./checkups.ts";
import { commentAction } from "./comment-action.ts";
import { contributeDeploy, contributeRollback } from "./contribute.ts";
import { fixVersionsAction } from "./fix-versions-action.ts";
import { issuesGate } from "./issues-gate.ts";
import { jiraOf } from "./jira.ts";
import { pluginOptions } from "./options.ts";
import { releaseVersionAction, reopenVersionAction } from "./release-version-action.ts";
import { transitionAction } from "./transition-action.ts";
import { versionAction } from "./version-action.ts";

export default definePlugin({
  name: "jira",
  summary: "Versions and issues of Jira, Cloud and Data Center.",
  options: pluginOptions,
  permissions: (options) => ({ hosts: hostsOf(options.site), secrets: jiraOf(options).secrets }),
  setup(options) {
    const jira = jiraOf(options);
    return {
      actions: {
        version: versionAction(jira),
        "fix-versions": fixVersionsAction(jira),
        "release-version": releaseVersionAction(jira),
        "reopen-version": reopenVersionAction(jira),
        transition: transitionAction(jira),
        comment: commentAction(jira),
      },
      gates: { "jira-issues": issuesGate(jira) },
      contribute: { deploy: (facts) => contributeDeploy(options, facts) },
      rollback: (facts) => contributeRollback(options, facts),
      checkups: checkups(jira, options),
    };
  },
});
