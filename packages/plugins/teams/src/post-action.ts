import {
  defineAction,
  deliverHttp,
  headlineOf,
  type JsonObject,
  plainLine,
  RelspecError,
  webAddress,
} from "@relspec/core";
import { messageOf } from "./card.ts";
import { postOptions, type TeamsOptions } from "./options.ts";
import { writeCard } from "./write-card.ts";

export interface CardTarget extends JsonObject {
  readonly to: string;
  readonly card: JsonObject;
}

/** `teams/post`. A workflow says that it has begun, and can be asked nothing, so an intent is on record before it goes. */
export const postAction = (teams: TeamsOptions) =>
  defineAction({
    summary: "Post an Adaptive Card into Microsoft Teams.",
    options: postOptions,
    effect: "C",
    critical: false,
    retry: { attempts: 4, delay: 2000 },
    timeout: 5 * 60_000,
    async plan(options, context) {
      webhookNamed(teams, options.to);
      const target: CardTarget = { to: options.to, card: await writeCard(options, context, teams.lines) };
      const told = plainLine(options.text ?? headlineOf(options.message, context.facts.release), 100);
      return { summary: `post "${told}" into the webhook ${options.to}`, target };
    },
    async apply({ to, card }: CardTarget, context) {
      const url = webAddress(
        context.secrets.fill(webhookNamed(teams, to)).trim(),
        `The address of the webhook "${to}"`,
      );
      const { status } = await deliverHttp(
        context,
        url.href,
        {
          timeout: teams.timeout,
          headers: { "content-type": "application/json; charset=utf-8" },
          body: JSON.stringify(messageOf(card)),
        },
        {
          who: `the workflow "${to}"`,
          what: "post the card",
          repeatable: false,
          credentials: "Open the workflow in Teams, and set its present address; who may start it has to be anyone.",
        },
      );
      return { webhook: to, status };
    },
    irreversible: "Whoever was there has read it. The message of the moment `rolled-back` tells them.",
  });

function webhookNamed({ webhooks }: TeamsOptions, name: string): string {
  if (Object.hasOwn(webhooks, name)) return webhooks[name]!;
  const names = Object.keys(webhooks);
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `The plugin teams has no webhook ${JSON.stringify(name.slice(0, 100))}.`,
    suggestions: [names.length > 0 ? `Name one of: ${names.join(", ")}.` : "Add it to `webhooks`."],
  });
}
