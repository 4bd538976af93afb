import { isRelspecError } from "../errors/index.ts";
import { type ChainDamage, countReleases } from "./corrupt-ledger.ts";
import type { Ledger } from "./ledger.ts";
import { type BrokenLink, verifyChain } from "./verify-chain.ts";

/** What an audit of a scope found. */
export interface LedgerAudit {
  readonly scope: string;
  /** How many could be read. */
  readonly events: number;
  readonly releases: number;
  /** Hash of the last event that could be read; null when there is none. */
  readonly head: string | null;
  readonly intact: boolean;
  /** The first thing that does not hold; `seq` 0 is the store as a whole. */
  readonly broken?: BrokenLink;
}

/**
 * Prove a scope's history from its first event to the head that the store keeps beside it. Damage is reported, not thrown:
 * a changed, removed, added or moved event, and a history that does not end in the stored head, each by `seq` and `id`.
 *
 * Whoever may write the store can rewrite all of it, the head included, into another history that holds together. That
 * can only be seen against a head kept elsewhere: note `head` somewhere out of reach and compare.
 *
 * @throws what keeps the store from being read at all, other than damage.
 */
export async function auditLedger(ledger: Pick<Ledger, "load">, scope: string): Promise<LedgerAudit> {
  try {
    const events = await ledger.load(scope);
    // Once more, with the engine's own eyes: a store from a plugin is not taken at its word.
    const verdict = verifyChain(events);
    return {
      scope,
      events: events.length,
      releases: countReleases(events),
      head: events.at(-1)?.hash ?? null,
      intact: verdict.intact,
      ...(!verdict.intact && { broken: verdict.broken }),
    };
  } catch (error) {
    const damage = damageIn(scope, error);
    if (!damage) throw error;
    const { events, releases, head, seq, id, reason } = damage;
    return { scope, events, releases, head, intact: false, broken: { seq, id, reason } };
  }
}

function damageIn(scope: string, error: unknown): ChainDamage | null {
  if (!isRelspecError(error) || error.code !== "RS_LEDGER_CORRUPT") return null;
  const whole = { scope, events: 0, releases: 0, head: null, seq: 0, id: "", reason: error.message };
  return { ...whole, ...(error.details as Partial<ChainDamage>) };
}
