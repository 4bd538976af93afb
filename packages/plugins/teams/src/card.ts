import type { JsonObject } from "@relspec/core";

/** An Adaptive Card. Its elements are read by Teams up to version 1.5. */
export interface Card extends JsonObject {
  readonly type: "AdaptiveCard";
  readonly version: string;
  readonly body: readonly JsonObject[];
}

/** Bytes of a whole message that Teams takes. */
export const mostBytes = 28 * 1024;

export function cardOf(body: readonly JsonObject[], actions: readonly JsonObject[] = []): Card {
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    body,
    ...(actions.length > 0 && { actions }),
    msteams: { width: "Full" },
  };
}

/** What a workflow takes: a message with the card attached. */
export function messageOf(card: JsonObject): JsonObject {
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card }],
  };
}

export function sizeOf(card: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(messageOf(card)));
}
