import type { ChainHead, Epoch, Event, Owner } from "@relspec/core";

/**
 * The state of a scope as one commit of its ref holds it: `head.json` says who has it and where the chain ends; the events
 * stand in `events/`, one file of JSON lines for each push that brought some.
 */
export interface Checkpoint {
  /** Id of the commit; null: the ref does not exist. */
  readonly commit: string | null;
  readonly head: LedgerHead;
  readonly events: readonly Event[];
}

export interface LedgerHead {
  readonly version: 1;
  readonly scope: string;
  readonly epoch: Epoch;
  readonly holder: Owner | null;
  /** Milliseconds since 1970 at which the holder's lease ends. */
  readonly until: number;
  /** End of the chain; null while there are no events. */
  readonly end: ChainHead | null;
}

/** Files of one folder, so that no tree grows long. */
const filesInFolder = 1_000;

/** Where the events of a push stand, by the number of the first. */
export function segmentPath(first: number): { readonly folder: string; readonly file: string } {
  const folder = String(Math.floor(first / filesInFolder)).padStart(6, "0");
  return { folder, file: `${String(first).padStart(9, "0")}.jsonl` };
}

export function emptyHead(scope: string): LedgerHead {
  return { version: 1, scope, epoch: 0, holder: null, until: 0, end: null };
}

export function endOf(events: readonly Event[]): ChainHead | null {
  const last = events.at(-1);
  return last ? { events: last.seq, id: last.id, hash: last.hash } : null;
}
