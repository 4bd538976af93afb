import { createHash } from "node:crypto";
import { defineAction, deliverHttp, type JsonObject, RelspecError } from "@relspec/core";
import { cloudEvent } from "./cloud-event.ts";
import { endpointAddress, endpointHeaders, endpointNamed } from "./endpoint.ts";
import { eventData, templatedData } from "./event-data.ts";
import { sendOptions, type WebhookOptions } from "./options.ts";
import { signEvent } from "./sign-event.ts";

export interface EventTarget extends JsonObject {
  readonly endpoint: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly contentType: string;
  readonly text: string;
}

/**
 * `webhook/send`. A receiver that knows a repeated event by its id may get it again; of any other nobody can be asked whether
 * it was taken, so an intent is on record before it goes.
 */
export const sendAction = (webhook: WebhookOptions) =>
  defineAction({
    summary: "Send an event to a web address.",
    options: sendOptions,
    effect: webhook.deduplicates ? "B" : "C",
    critical: false,
    retry: { attempts: 5, delay: 2000 },
    timeout: 5 * 60_000,
    async plan({ to, message, audience, template }, { facts, files }) {
      const { mode, url } = endpointNamed(webhook.endpoints, to);
      if (!url.includes("{{")) endpointAddress(webhook.endpoints, to, (text) => text);
      if (mode === "raw" && template === undefined) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `The endpoint "${to}" takes raw bodies, and no template writes one.`,
          suggestions: ["Name a file in `template`, or remove `mode: raw`."],
        });
      }
      const { contentType, text } =
        template === undefined
          ? eventData(message, audience, facts)
          : await templatedData(template, { moment: message, audience, facts }, files);
      const type = `${webhook.type}.${message}`;
      const target: EventTarget = {
        endpoint: to,
        type,
        source: webhook.source ?? facts.url ?? `/${encodeURIComponent(facts.release.name.slice(0, 200))}`,
        subject: facts.release.version,
        contentType,
        text,
      };
      return { summary: `send ${type} to the endpoint "${to}"`, target };
    },
    async apply(target: EventTarget, context) {
      const { endpoint, contentType, text } = target;
      const { mode, method, expect, secrets } = endpointNamed(webhook.endpoints, endpoint);
      const fill = context.secrets.fill;
      const url = endpointAddress(webhook.endpoints, endpoint, fill);
      const id = eventId(context.key);
      const event =
        mode === "raw" ? { contentType, headers: {}, body: text } : cloudEvent(mode, id, target, { contentType, text });
      const answer = await deliverHttp(
        context,
        url.href,
        {
          method,
          body: event.body,
          timeout: webhook.timeout,
          headers: {
            ...endpointHeaders(webhook.endpoints, endpoint, fill),
            ...event.headers,
            "content-type": event.contentType,
            "idempotency-key": id,
            ...signEvent({ id, body: event.body, at: context.now() }, secrets.map(fill)),
          },
        },
        {
          who: `the endpoint "${endpoint}"`,
          what: "deliver the event",
          repeatable: webhook.deduplicates,
          credentials: `Correct \`secrets\` or \`headers\` of the endpoint "${endpoint}", then run again.`,
          ...(expect.length > 0 && { accepted: expect }),
        },
      );
      return { id, status: answer.status };
    },
    irreversible: "An event that was sent cannot be called back.",
  });

/** The same for every try of a step, and for no other. It holds nothing that could end a header. */
function eventId(key: string): string {
  return `msg_${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}
