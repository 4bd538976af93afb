import { randomUUID } from "node:crypto";
import { digestOf } from "../model/digest.ts";
import type { Event, EventDraft } from "../model/event.ts";
import type { Json, JsonObject } from "../model/json.ts";

/** What the next event of a chain must know of the one before. */
export type Predecessor = Pick<Event, "seq" | "hash">;

/** Give an event its place in the chain: the number after `previous` (1 after none), an id, and its hash. */
export function sealEvent(draft: EventDraft, key: string, previous: Predecessor | null): Event {
  const unsealed = {
    seq: (previous?.seq ?? 0) + 1,
    id: randomUUID(),
    key: key.toWellFormed(),
    ...asStored({ type: draft.type, release: draft.release, at: draft.at, actor: draft.actor, data: draft.data }),
    prev: previous?.hash ?? null,
  };
  return { ...unsealed, hash: digestOf(unsealed as unknown as JsonObject) };
}

/** The hash an event must have: the digest of everything in it but `hash`. */
export function hashOf(event: Event): string {
  const { hash: _, ...unsealed } = event;
  return digestOf(unsealed as unknown as Json);
}

/**
 * The draft exactly as it will be read back. What JSON cannot hold (an undefined property, half of a surrogate pair where
 * a tool's output was cut) is settled before the hash is taken, else the stored event could never match it.
 */
function asStored(draft: EventDraft): EventDraft {
  return wellFormed(JSON.parse(JSON.stringify(draft)) as Json) as unknown as EventDraft;
}

function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]));
}
