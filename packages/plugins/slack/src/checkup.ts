import { type Checkup, type CheckupAnswer, isRelspecError, plainLine, missingSecrets, webAddress } from "@relspec/core";
import { ask } from "./find-post.ts";
import type { SlackOptions } from "./options.ts";
import { apiAddress } from "./post-action.ts";

/** Whether the token is known and the webhooks are addresses. Posts nothing. */
export function slackCheckup(slack: SlackOptions): Checkup {
  return {
    id: "slack/access",
    title: "Slack knows the bot",
    async examine(context): Promise<CheckupAnswer> {
      const missing = missingSecrets(slack, "Slack", context.secrets);
      if (missing) return missing;
      try {
        for (const [name, url] of Object.entries(slack.webhooks))
          webAddress(context.secrets.fill(url).trim(), `The address of the webhook "${name}"`);
        if (slack.token === undefined)
          return {
            verdict: "ok",
            message: "The webhooks have addresses. Slack cannot be asked more of them without posting.",
          };
        const token = context.secrets.fill(slack.token);
        const timeout = Math.min(slack.timeout, 15_000);
        const { team, user } = await ask("auth.test", {}, { api: apiAddress(slack.api), token, timeout }, context);
        return {
          verdict: "ok",
          message: `Slack knows the bot as ${plainLine(String(user), 80)} of ${plainLine(String(team), 80)}.`,
        };
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        return { verdict: "failed", message: error.message, fix: error.suggestions };
      }
    },
  };
}
