import type { Event } from "../model/event.ts";
import type { Epoch, Holder, Ledger } from "../ledger/ledger.ts";
import { lockFenced, lockHeld } from "../ledger/lock-errors.ts";
import { isGone } from "../ledger/owner.ts";
import { sealEvent } from "../ledger/seal-event.ts";

/** A ledger that lives as long as the test, and can be told to break. */
export interface MemoryLedger extends Ledger {
  /** Called before an event is taken (`before`) and after it is kept but not yet answered (`after`); what it throws is thrown. */
  fault: (when: "before" | "after", key: string) => void;
}

interface Line {
  epoch: Epoch;
  holder: Holder | null;
  readonly events: Event[];
}

/** The ledger contract in memory, sealed and fenced like the real ones; `describeLedger` passes, but for other processes. */
export function memoryLedger({ now = () => new Date() }: { readonly now?: () => Date } = {}): MemoryLedger {
  const lines = new Map<string, Line>();
  const lineOf = (scope: string): Line => {
    const line = lines.get(scope) ?? { epoch: 0, holder: null, events: [] };
    lines.set(scope, line);
    return line;
  };
  const live = ({ holder }: Line): Holder | null =>
    holder && Date.parse(holder.until) > now().getTime() && !isGone(holder.owner) ? holder : null;
  const until = (ttl: number): string => new Date(now().getTime() + ttl).toISOString();
  const fence = (scope: string, epoch: Epoch): Line => {
    const line = lineOf(scope);
    if (line.epoch !== epoch) throw lockFenced(scope, epoch, live(line));
    return line;
  };
  const ledger: MemoryLedger = {
    fault: () => undefined,
    claim: async (scope, owner, ttl) => {
      const line = lineOf(scope);
      const holder = live(line);
      if (holder) throw lockHeld(scope, holder);
      line.epoch += 1;
      line.holder = { owner, epoch: line.epoch, until: until(ttl) };
      return line.epoch;
    },
    renew: async (scope, epoch, ttl) => {
      const line = fence(scope, epoch);
      if (line.holder) line.holder = { ...line.holder, until: until(ttl) };
    },
    yield: async (scope, epoch) => {
      const line = lineOf(scope);
      if (line.epoch !== epoch) return;
      line.epoch += 1;
      line.holder = null;
    },
    holder: async (scope) => {
      const line = lines.get(scope);
      return line ? live(line) : null;
    },
    append: async (scope, epoch, key, draft) => {
      const line = fence(scope, epoch);
      ledger.fault("before", key);
      const known = key.toWellFormed();
      const isThere = line.events.some((event) => event.key === known);
      if (!isThere) line.events.push(sealEvent(draft, key, line.events.at(-1) ?? null));
      ledger.fault("after", key);
      return isThere ? "duplicate" : "fresh";
    },
    // Copies, so that no caller can change what is on record.
    load: async (scope) => structuredClone(lines.get(scope)?.events ?? []),
    scopes: async () =>
      [...lines]
        .filter(([, { events }]) => events.length > 0)
        .map(([name]) => name)
        .sort(),
    close: async () => undefined,
  };
  return ledger;
}
