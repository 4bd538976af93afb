import { announceEach, definePlugin, hostsOf } from "@relspec/core";
import { slackCheckup } from "./checkup.ts";
import { pluginOptions } from "./options.ts";
import { postAction } from "./post-action.ts";

export default definePlugin({
  name: "slack",
  summary: "Messages in Slack, as steps and to audiences.",
  options: pluginOptions,
  permissions: ({ api, webhooks }) => ({ hosts: [api, ...Object.values(webhooks)].flatMap(hostsOf) }),
  setup: (options) => ({
    actions: { post: postAction(options) },
    announcers: { slack: announceEach("slack/post") },
    checkups: [slackCheckup(options)],
  }),
});
