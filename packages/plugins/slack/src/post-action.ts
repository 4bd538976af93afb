import { createHash } from "node:crypto";
import {
  defineAction,
  deliverHttp,
  type Finding,
  type JsonObject,
  plainLine,
  type ReadContext,
  RelspecError,
  unknown,
  webAddress,
  type WriteContext,
} from "@relspec/core";
import { eventType, findPost } from "./find-post.ts";
import { postOptions, type SlackOptions } from "./options.ts";
import { readAnswer } from "./slack-api.ts";
import { writePost } from "./write-post.ts";

export interface PostTarget extends JsonObject {
  readonly to: string;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  /** Kept in the message's metadata, to find it again. */
  readonly id: string;
  /** RFC 3339; the message cannot be older. */
  readonly since: string;
  /** Another release may have the same id: a version can be gone back to twice. */
  readonly unique: boolean;
}

/** `slack/post`. Slack takes the same message as often as it is sent, so an intent is on record before it goes. */
export const postAction = (slack: SlackOptions) => {
  const isWebhook = (to: string): boolean => Object.hasOwn(slack.webhooks, to);
  const asking = ({ secrets }: Pick<ReadContext, "secrets">, token: string) => ({
    api: apiAddress(slack.api),
    token: secrets.fill(token),
    timeout: slack.timeout,
  });
  const check =
    (token: string) =>
    async (target: PostTarget, context: ReadContext): Promise<Finding> => {
      if (isWebhook(target.to)) return unknown("an incoming webhook cannot be asked what it has posted");
      if (!target.unique) return unknown("the same version may have been gone back to before");
      return findPost(target, asking(context, token), context);
    };
  return defineAction({
    summary: "Post a message into a channel of Slack.",
    options: postOptions,
    effect: "C",
    critical: false,
    retry: { attempts: 4, delay: 2000 },
    timeout: 5 * 60_000,
    async plan(options, context) {
      const { to } = options;
      if (!isWebhook(to) && slack.token === undefined) throw noWay(to, Object.keys(slack.webhooks));
      if (!isWebhook(to) && !/^(?:[CGD][A-Z0-9]{8,}|#?[\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u.test(to)) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `${JSON.stringify(to.slice(0, 100))} is neither a webhook of the plugin slack nor a channel.`,
          suggestions: ["Write the id of a channel (`C0123456789`), or its name (`#releases`)."],
        });
      }
      const { name, version, previous, type } = context.facts.release;
      const written = await writePost(options, context, slack.lines);
      const target: PostTarget = {
        to,
        ...written,
        id: createHash("sha256")
          .update(JSON.stringify([name, version, previous, type, context.step]))
          .digest("hex"),
        since: context.facts.base.date,
        unique: type !== "rollback",
      };
      return {
        summary: `post "${plainLine(written.text, 100)}" into ${isWebhook(to) ? `the webhook ${to}` : to}`,
        target,
      };
    },
    ...(slack.token !== undefined && { check: check(slack.token) }),
    async apply(target: PostTarget, context) {
      return isWebhook(target.to)
        ? postByWebhook(target, slack, context)
        : postByToken(target, asking(context, slack.token ?? ""), context);
    },
    irreversible: "Whoever was there has read it. The message of the moment `rolled-back` tells them.",
  });
};

async function postByWebhook({ to, text, blocks }: PostTarget, slack: SlackOptions, context: WriteContext) {
  const url = webAddress(context.secrets.fill(slack.webhooks[to] ?? "").trim(), `The address of the webhook "${to}"`);
  const { body } = await deliverHttp(
    context,
    url.href,
    {
      timeout: slack.timeout,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ text, blocks, unfurl_links: false, unfurl_media: false }),
    },
    {
      who: `Slack's webhook "${to}"`,
      what: "post the message",
      repeatable: false,
      credentials: `Make a new incoming webhook, and set its address.`,
    },
  );
  if (body.trim() === "ok") return { webhook: to };
  throw new RelspecError("RS_STEP_UNKNOWN", {
    message: `What is at the address of the webhook "${to}" does not answer as Slack does, so nobody can tell whether it was posted.`,
    suggestions: ["Look into the channel, and at the address of the webhook."],
  });
}

async function postByToken(
  { to, text, blocks, id }: PostTarget,
  { api, token, timeout }: { readonly api: string; readonly token: string; readonly timeout: number },
  context: WriteContext,
) {
  const answer = readAnswer(
    await deliverHttp(
      context,
      `${api}chat.postMessage`,
      {
        timeout,
        headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${token}` },
        body: JSON.stringify({
          channel: to.replace(/^#/, ""),
          text,
          blocks,
          parse: "none",
          link_names: false,
          unfurl_links: false,
          unfurl_media: false,
          client_msg_id: asUuid(id),
          metadata: { event_type: eventType, event_payload: { id } },
        }),
      },
      {
        who: "Slack",
        what: "post the message",
        repeatable: false,
        credentials: "Set the secret to a valid token of the bot.",
      },
    ),
    "chat.postMessage",
    true,
  );
  const { channel, ts } = answer;
  if (typeof channel === "string" && typeof ts === "string")
    return { id, channel: plainLine(channel, 100), ts: plainLine(ts, 100) };
  throw new RelspecError("RS_STEP_UNKNOWN", {
    message: "Slack says that the message is posted, but not where: nobody can tell whether it is.",
    suggestions: [`Look into ${to}.`],
    retryable: true,
  });
}

/** Address of the Web API, with a slash at its end. */
export function apiAddress(api: string): string {
  return webAddress(api, "The option `api` of the plugin slack").href.replace(/\/*$/, "/");
}

function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

function noWay(to: string, names: readonly string[]): RelspecError {
  return new RelspecError("RS_SPEC_INVALID", {
    message: `The plugin slack has no webhook ${JSON.stringify(to.slice(0, 100))}, and no token to post into channels with.`,
    suggestions: [
      'Add `token: "{{secrets.SLACK_BOT_TOKEN}}"` to its options.',
      names.length > 0 ? `Or name one of: ${names.join(", ")}.` : "Or add `webhooks: { NAME: … }`.",
    ],
  });
}
