import type { Event } from "../model/event.ts";
import { hashOf } from "./seal-event.ts";

/** The end of a chain as a store remembers it beside the events, so that a missing last event is seen. */
export interface ChainHead {
  /** How many events there are; the last one's `seq`. */
  readonly events: number;
  readonly id: string;
  readonly hash: string;
}

/** The first event that does not hold, and what is wrong with it, as a sentence's predicate: "was changed …". */
export interface BrokenLink {
  readonly seq: number;
  readonly id: string;
  readonly reason: string;
}

export type ChainVerdict =
  | { readonly intact: true; readonly head: string | null }
  | { readonly intact: false; readonly broken: BrokenLink };

/**
 * Whether events are what was recorded, all of it, in its order.
 *
 * @param expected the remembered end of the chain; `null`: nothing was ever recorded; absent: not known, in which case
 * events removed from the end cannot be seen.
 */
export function verifyChain(events: readonly Event[], expected?: ChainHead | null): ChainVerdict {
  const places = new Map<string, number>();
  let previous: Event | null = null;
  for (const [index, event] of events.entries()) {
    const reason = faultOf(event, index + 1, previous, places, events);
    if (reason !== null) return { intact: false, broken: { ...nameOf(event, index + 1), reason } };
    places.set(event.key, event.seq);
    previous = event;
  }
  const broken = expected === undefined ? null : faultAtEnd(events, previous, expected);
  return broken ? { intact: false, broken } : { intact: true, head: previous?.hash ?? null };
}

function faultOf(
  event: Event,
  place: number,
  previous: Event | null,
  places: ReadonlyMap<string, number>,
  events: readonly Event[],
): string | null {
  if (!matchesItsHash(event)) return "was changed after it was recorded: it does not match its hash";
  if (event.seq !== place) {
    const isElsewhere = events.some((other) => other?.seq === place);
    if (event.seq < place) return `is not where it was recorded: it stands in place ${place}`;
    return isElsewhere ? `was moved: it stands in place ${place}` : `follows a gap: event ${place} was removed`;
  }
  if (event.prev !== (previous?.hash ?? null)) {
    return previous ? `was not recorded after event ${previous.seq} (${previous.id})` : "was not recorded as the first";
  }
  const earlier = places.get(event.key);
  return earlier === undefined ? null : `repeats the key of event ${earlier}, ${JSON.stringify(event.key)}`;
}

function matchesItsHash(event: Event): boolean {
  try {
    return typeof event.hash === "string" && hashOf(event) === event.hash;
  } catch {
    // Not an event at all, or nothing that has a canonical form: nobody recorded this.
    return false;
  }
}

function faultAtEnd(events: readonly Event[], last: Event | null, expected: ChainHead | null): BrokenLink | null {
  const count = expected?.events ?? 0;
  const surplus = events[count];
  if (surplus) return { ...nameOf(surplus, count + 1), reason: "was added to the end without being recorded" };
  if (!expected) return null;
  if (events.length < count) {
    const removed = events.length + 1 === count ? "" : ` with the ${count - events.length - 1} before it`;
    return { seq: count, id: expected.id, reason: `was removed from the end${removed}` };
  }
  if (last?.hash === expected.hash) return null;
  return {
    ...nameOf(last, count),
    reason: `is not the last event that was recorded (${expected.id}): the history was rewritten`,
  };
}

function nameOf(event: Event | null, place: number): { readonly seq: number; readonly id: string } {
  return {
    seq: Number.isSafeInteger(event?.seq) ? (event as Event).seq : place,
    id: typeof event?.id === "string" ? event.id : "",
  };
}
