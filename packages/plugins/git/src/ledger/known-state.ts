import { corruptChain, type Event, type Holder, isGone, RelspecError, sealEvent } from "@relspec/core";
import type { Checkpoint, LedgerHead } from "./checkpoint.ts";

/** What one process knows of a scope: the last state of the ref it has seen, and what it has not pushed yet. */
export interface Known {
  checkpoint: Checkpoint;
  pending: readonly Event[];
}

export function movedMeanwhile(place: string): RelspecError {
  return new RelspecError("RS_PLAN_CONFLICT", { message: `${place} was moved by another.` });
}

/** Events that were pending when others came before them: the same facts at the new end of the chain. */
export function reseal(pending: readonly Event[], before: readonly Event[]): readonly Event[] {
  let last: Event | null = before.at(-1) ?? null;
  return pending.map((event) => (last = sealEvent(event, event.key, last)));
}

export function holderIn({ holder, until, epoch }: LedgerHead, now: number): Holder | null {
  if (holder === null || until <= now || isGone(holder)) return null;
  return { owner: holder, epoch, until: new Date(until).toISOString() };
}

/** Events that this process has read can only have been followed by others. */
export function refuseRewritten(
  before: Checkpoint,
  after: Checkpoint,
  { scope, place }: { readonly scope: string; readonly place: string },
): void {
  const last = before.events.at(-1);
  if (!last || after.events[last.seq - 1]?.hash === last.hash) return;
  const reason = "is not what was recorded there: the history was rewritten";
  throw corruptChain(scope, place, after.events, { seq: last.seq, id: last.id, reason });
}

export function rewritten(
  events: readonly Event[],
  { scope, place }: { readonly scope: string; readonly place: string },
) {
  const reason = "does not follow what this clone has seen: the history was rewritten or removed";
  return corruptChain(scope, place, events, { seq: events.length, id: events.at(-1)?.id ?? "", reason });
}

/** The ref is gone, and this clone still has what it last saw there: it can be put back. */
export function removed(ref: string, remote: string): RelspecError {
  return new RelspecError("RS_LEDGER_CORRUPT", {
    message: `The ledger ${ref} is no longer on ${remote}, and this clone has seen it there.`,
    details: { place: `${ref} on ${remote}` },
    suggestions: [
      `git push ${remote} ${ref}:${ref}   # what this clone has seen of it goes back`,
      `Or, to begin a new record in this clone: git update-ref -d ${ref}`,
    ],
  });
}
