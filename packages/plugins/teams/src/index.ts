import { announceEach, definePlugin, hostsOf } from "@relspec/core";
import { teamsCheckup } from "./checkup.ts";
import { pluginOptions } from "./options.ts";
import { postAction } from "./post-action.ts";

export default definePlugin({
  name: "teams",
  summary: "Messages in Microsoft Teams, as steps and to audiences.",
  options: pluginOptions,
  permissions: ({ webhooks }) => ({ hosts: Object.values(webhooks).flatMap(hostsOf) }),
  setup: (options) => ({
    actions: { post: postAction(options) },
    announcers: { teams: announceEach("teams/post") },
    checkups: [teamsCheckup(options)],
  }),
});
