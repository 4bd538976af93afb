import type { Event, EventDraft } from "../model/event.ts";

/** A number that grows with each claim of a scope: whoever holds an older one is refused. */
export type Epoch = number;

/** Who claims; shown to whoever is kept waiting. */
export interface Owner {
  /** Unique for each claiming process. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** When that process began, in a form that tells two processes of one pid apart; null where it cannot be told. */
  readonly born: string | null;
}

export interface Holder {
  readonly owner: Owner;
  readonly epoch: Epoch;
  /** RFC 3339 in UTC: when the lease ends unless it is renewed. */
  readonly until: string;
}

/**
 * Where events are kept. A scope is a line of releases (the spec's name), so that one chain holds all releases of the
 * line in their order, and none can be left out unseen. Every implementation passes `describeLedger`.
 */
export interface Ledger {
  /**
   * Take the scope for `ttl` milliseconds. An expired or dead holder is taken over.
   * @throws `RS_LOCK_HELD` with the holder in `details`.
   */
  claim(scope: string, owner: Owner, ttl: number): Promise<Epoch>;
  /** @throws `RS_LOCK_FENCED` when another has claimed since. */
  renew(scope: string, epoch: Epoch, ttl: number): Promise<void>;
  /** Give the claim back. No error when it is already lost. */
  yield(scope: string, epoch: Epoch): Promise<void>;
  holder(scope: string): Promise<Holder | null>;
  /**
   * Add an event durably, once for each key: a key that is there already changes nothing.
   * @throws `RS_LOCK_FENCED`, `RS_LEDGER_UNWRITABLE`.
   */
  append(scope: string, epoch: Epoch, key: string, event: EventDraft): Promise<"fresh" | "duplicate">;
  /**
   * All events of the scope, in order; empty for an unknown one. A caller who has the first ones says up to which `seq`:
   * a store may leave those out to save reading them again, and may as well give them all.
   * @throws `RS_LEDGER_CORRUPT`.
   */
  load(scope: string, after?: number): Promise<readonly Event[]>;
  scopes(): Promise<readonly string[]>;
  close(): Promise<void>;
}
