import type { EventData } from "./event-data.ts";

/** Attributes of a CloudEvent but for its id, which is the step's and known once it runs. */
export interface EventContext {
  readonly source: string;
  readonly type: string;
  readonly subject: string;
}

export interface WrittenEvent {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A CloudEvent 1.0 over HTTP, in one of the two modes of its HTTP binding. There is no `time` in it: every try has the same
 * bytes, and the time of the try is in the signature's header.
 */
export function cloudEvent(
  mode: "structured" | "binary",
  id: string,
  { source, type, subject }: EventContext,
  { contentType, text }: EventData,
): WrittenEvent {
  const attributes = { specversion: "1.0", id, source, type, subject };
  if (mode === "binary") {
    return {
      contentType,
      headers: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`ce-${name}`, headerValue(value)]),
      ),
      body: text,
    };
  }
  const head = JSON.stringify({ ...attributes, datacontenttype: contentType });
  return {
    contentType: "application/cloudevents+json; charset=utf-8",
    headers: {},
    body: `${head.slice(0, -1)},"data":${contentType === "application/json" ? text : JSON.stringify(text)}}`,
  };
}

/** Percent-encoded as the HTTP binding asks for: what is not printable ASCII, space, quote and percent. */
function headerValue(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^!#$&-~]/gu, (character) => encodeURIComponent(character).replace(/^"$/, "%22").replace(/^ $/, "%20"));
}
