import type { Event, EventDraft } from "./event.ts";
import type { JsonObject } from "./json.ts";

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
  /** Milliseconds that a claim should be asked for, where renewing it is dear; default 60,000. */
  readonly lease?: number;
  /**
   * Take the scope for `ttl` milliseconds. An expired or dead holder is taken over; with `force`, a live one too, which is
   * fenced from then on.
   * @throws `RS_LOCK_HELD` with the holder in `details`.
   */
  claim(scope: string, owner: Owner, ttl: number, how?: { readonly force?: boolean }): Promise<Epoch>;
  /** @throws `RS_LOCK_FENCED` when another has claimed since. */
  renew(scope: string, epoch: Epoch, ttl: number): Promise<void>;
  /** Give the claim back. No error when it is already lost. */
  yield(scope: string, epoch: Epoch): Promise<void>;
  holder(scope: string): Promise<Holder | null>;
  /**
   * Add an event durably, once for each key: a key that is there already changes nothing. An event that may be `soon` is
   * one that the world itself shows: a store that pays for each write may keep it until the next one that is not, or `flush`.
   * @throws `RS_LOCK_FENCED`, `RS_LEDGER_UNWRITABLE`.
   */
  append(
    scope: string,
    epoch: Epoch,
    key: string,
    event: EventDraft,
    how?: { readonly soon?: boolean },
  ): Promise<"fresh" | "duplicate">;
  /** Make everything that was appended durable. Absent where `append` always has. @throws as `append`. */
  flush?(scope: string, epoch: Epoch): Promise<void>;
  /**
   * Bring an effect and its event about in one transaction: `act` is handed what it must write along with its own. Whatever
   * it throws is thrown on, unless the event turns out to be there all the same. Absent where a store has no such means.
   * @throws as `append`.
   */
  together?(
    scope: string,
    epoch: Epoch,
    key: string,
    event: EventDraft,
    act: (also: JsonObject) => Promise<void>,
  ): Promise<void>;
  /**
   * All events of the scope, in order; empty for an unknown one. A caller who has the first ones says up to which `seq`:
   * a store may leave those out to save reading them again, and may as well give them all.
   * @throws `RS_LEDGER_CORRUPT`.
   */
  load(scope: string, after?: number): Promise<readonly Event[]>;
  scopes(): Promise<readonly string[]>;
  close(): Promise<void>;
}
