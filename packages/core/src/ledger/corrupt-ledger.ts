import { RelspecError } from "../errors/index.ts";
import type { Event } from "../model/event.ts";
import type { BrokenLink } from "./verify-chain.ts";

/** What was found, for whoever reports instead of throwing: the `details` of `RS_LEDGER_CORRUPT` from `Ledger.load`. */
export interface ChainDamage extends BrokenLink {
  readonly scope: string;
  /** How many events could be read. */
  readonly events: number;
  readonly releases: number;
  /** Hash of the last one that could be read. */
  readonly head: string | null;
}

/** What every ledger throws from `load` when the chain of a scope does not hold. `place`: file or address, for people. */
export function corruptChain(scope: string, place: string, events: readonly Event[], broken: BrokenLink): RelspecError {
  const details: ChainDamage = {
    scope,
    ...broken,
    events: events.length,
    releases: countReleases(events),
    head: events.at(-1)?.hash ?? null,
  };
  return new RelspecError("RS_LEDGER_CORRUPT", {
    message: `Event ${broken.seq}${broken.id ? ` (${broken.id})` : ""} of "${scope}" in ${place} ${broken.reason}.`,
    details: { ...details, place },
    suggestions: remedies(place),
  });
}

/** What a store throws when the place as a whole cannot be read as a ledger. */
export function corruptPlace(place: string, reason: string, cause?: unknown): RelspecError {
  return new RelspecError("RS_LEDGER_CORRUPT", {
    message: `${place} ${reason}.`,
    details: { place },
    suggestions: remedies(place),
    cause,
  });
}

export function countReleases(events: readonly Event[]): number {
  return new Set(events.map(({ release }) => release)).size;
}

function remedies(place: string): string[] {
  return [
    `Put a backup of ${place} in its place.`,
    `Move ${place} away: the next run begins a new record, and adopts what is already published.`,
  ];
}
