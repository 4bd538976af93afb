import { announceEach, definePlugin, hostsOf } from "@relspec/core";
import { endpointCheckup } from "./checkup.ts";
import { pluginOptions } from "./options.ts";
import { sendAction } from "./send-action.ts";

export default definePlugin({
  name: "webhook",
  summary: "Events of a release to web addresses: CloudEvents, signed.",
  options: pluginOptions,
  permissions: ({ endpoints }) => ({ hosts: Object.values(endpoints).flatMap(({ url }) => hostsOf(url)) }),
  setup: (options) => ({
    actions: { send: sendAction(options) },
    announcers: { webhook: announceEach("webhook/send") },
    checkups: Object.keys(options.endpoints).map((name) => endpointCheckup(options, name)),
  }),
});
