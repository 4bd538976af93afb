import { definePlugin, hostsOf, RelspecError, secretsIn } from "@relspec/core";
import { serverCheckup } from "./checkup.ts";
import { mailsDocument } from "./mails-document.ts";
import { pluginOptions } from "./options.ts";
import { sendAction } from "./send-action.ts";

export default definePlugin({
  name: "email",
  summary: "Mails by SMTP, as steps and to audiences.",
  options: pluginOptions,
  // It speaks SMTP by a connection of its own, so this is what it says of itself and not what it is held to.
  permissions: ({ smtp }) => ({ hosts: hostsOf(smtp) }),
  setup(options) {
    const written = options.smtp.replace(/\{\{[^}]*\}\}/g, "");
    if (/:\/\/[^/@]*:[^@]+@/.test(written)) {
      throw new RelspecError("RS_SPEC_INVALID", {
        message: "The option `smtp` of the plugin email holds a password; the spec is no place for one.",
        suggestions: [
          'Write `smtp: "{{secrets.SMTP_URL}}"`, and set the environment variable SMTP_URL to the address.',
        ],
      });
    }
    const secrets = secretsIn([options.smtp, options.dkim?.key ?? ""]);
    return {
      actions: { send: sendAction(options, secrets) },
      documents: { mails: mailsDocument },
      announcers: {
        email: {
          uses: "email/send",
          each: options.recipients === "each",
          words: true,
          message: ({ audience, moment, to, template, words }) => ({
            [options.recipients === "hidden" ? "bcc" : "to"]: to,
            ...(words ?? { message: moment, audience }),
            ...(template !== undefined && { template }),
          }),
        },
      },
      checkups: [serverCheckup(options, secrets)],
    };
  },
});
