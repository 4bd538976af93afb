import {
  absent,
  type Finding,
  isRelspecError,
  present,
  type ReadContext,
  refusalOf,
  RelspecError,
  unknown,
} from "@relspec/core";
import type { PostTarget } from "./post-action.ts";
import { readAnswer, type SlackAnswer } from "./slack-api.ts";

interface Asking {
  /** Address of the Web API, with a slash at its end. */
  readonly api: string;
  readonly token: string;
  readonly timeout: number;
}

/** Pages that are looked through, of messages or of channels, each of so many. */
const mostPages = 5;
const perPage = 200;
/** Seconds that clocks may differ by. */
const day = 86_400;
export const eventType = "relspec_message";

/**
 * Whether a message is in its channel, by what relspec wrote into its metadata. That takes the right to read the channel;
 * without it nobody can tell.
 */
export async function findPost(target: PostTarget, asking: Asking, context: ReadContext): Promise<Finding> {
  try {
    const channel = await channelId(target.to, asking, context);
    if (channel === null) return unknown(`the channel ${target.to} is not among those the bot can see`);
    const query = { channel, include_all_metadata: "true", oldest: String(Date.parse(target.since) / 1000 - day) };
    for await (const messages of pages("conversations.history", "messages", query, asking, context))
      for (const message of messages) {
        const { metadata, ts } = fields(message);
        const { event_type: type, event_payload: payload } = fields(metadata);
        if (type === eventType && fields(payload)["id"] === target.id && typeof ts === "string")
          return present({ id: target.id, channel, ts });
      }
    return absent;
  } catch (error) {
    if (isRelspecError(error) && !context.signal.aborted) return unknown(error.message.replace(/\.$/, ""));
    throw error;
  }
}

/** The id of a channel that may be given by its name; null when the bot sees none of that name. */
async function channelId(to: string, asking: Asking, context: ReadContext): Promise<string | null> {
  if (/^[CGD][A-Z0-9]{8,}$/.test(to)) return to;
  const name = to.replace(/^#/, "");
  const query = { types: "public_channel,private_channel", exclude_archived: "true" };
  for await (const channels of pages("conversations.list", "channels", query, asking, context))
    for (const channel of channels) {
      const { id, name: own } = fields(channel);
      if (own === name && typeof id === "string") return id;
    }
  return null;
}

/** @throws when there are more pages than are looked through: what was not seen is not absent. */
async function* pages(
  method: string,
  key: string,
  query: Readonly<Record<string, string>>,
  asking: Asking,
  context: ReadContext,
): AsyncGenerator<readonly unknown[]> {
  let cursor = "";
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask(
      method,
      { ...query, limit: String(perPage), ...(cursor !== "" && { cursor }) },
      asking,
      context,
    );
    const items = answer[key];
    yield Array.isArray(items) ? items : [];
    const next = fields(answer["response_metadata"])["next_cursor"];
    if (typeof next !== "string" || next === "" || next === cursor) return;
    cursor = next;
  }
  throw new RelspecError("RS_STEP_FAILED", {
    message: `There is more in ${method} than the last ${mostPages * perPage}, which were looked through.`,
  });
}

/** @throws `RS_STEP_CREDENTIALS`, `RS_STEP_UNREACHABLE`, `RS_STEP_FAILED`. */
export async function ask(
  method: string,
  query: Readonly<Record<string, string>>,
  { api, token, timeout }: Asking,
  { http, now }: Pick<ReadContext, "http" | "now">,
): Promise<SlackAnswer> {
  const answer = await http.get(`${api}${method}?${new URLSearchParams(query).toString()}`, {
    timeout,
    follow: false,
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 200) throw refusalOf(answer, { who: "Slack", what: `call ${method}`, now: now() });
  return readAnswer(answer, method, false);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
