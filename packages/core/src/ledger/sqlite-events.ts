import { createHash } from "node:crypto";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Event } from "../model/event.ts";
import { corruptChain, corruptPlace } from "./corrupt-ledger.ts";
import type { Epoch } from "./ledger.ts";
import { type BrokenLink, type ChainHead, verifyChain } from "./verify-chain.ts";

/** Who has a scope, and where its chain ends. */
export interface ScopeRow {
  readonly epoch: Epoch;
  readonly holder: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly born: string | null;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly events: number;
  readonly head_id: string | null;
  readonly head_hash: string | null;
}

interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly key: string;
  readonly body: string;
  readonly hash: string;
}

export function scopeRow(db: DatabaseSync, scope: string): ScopeRow | null {
  return (db.prepare("select * from scope where name = ?").get(scope) as unknown as ScopeRow | undefined) ?? null;
}

function headOf(row: ScopeRow | null): ChainHead | null {
  return row && row.events > 0 ? { events: row.events, id: row.head_id ?? "", hash: row.head_hash ?? "" } : null;
}

/** The end of the chain, if it is where the head says it is: nothing is added to a history that has lost its end. */
export function predecessorOf(
  db: DatabaseSync,
  scope: string,
  row: ScopeRow,
  file: string,
): { seq: number; hash: string } | null {
  const head = headOf(row);
  const last = db.prepare("select seq, id, hash from event where scope = ? order by seq desc limit 1").get(scope) as
    | { seq: number; id: string; hash: string }
    | undefined;
  if (last?.seq === head?.events && last?.hash === head?.hash) return last ?? null;
  const reason = "is not the end of the chain that was recorded";
  throw corruptChain(scope, file, [], { seq: head?.events ?? last?.seq ?? 0, id: head?.id ?? last?.id ?? "", reason });
}

/** All events of a scope, proved from the first to the head. */
export function loadScope(db: DatabaseSync, scope: string, file: string): readonly Event[] {
  const events: Event[] = [];
  const head = headOf(scopeRow(db, scope));
  const unreadable = readEvents(db, scope, events);
  const verdict = unreadable ? verifyChain(events) : verifyChain(events, head);
  const broken = verdict.intact ? unreadable : verdict.broken;
  if (broken) throw corruptChain(scope, file, events, broken);
  // The events hold; what is left are the indexes, on which it depends that no key is taken twice.
  const { integrity_check: finding } = db.prepare("pragma integrity_check(1)").get() as {
    integrity_check: SQLOutputValue;
  };
  if (finding !== "ok") throw corruptPlace(file, `is damaged: ${String(finding)}`);
  return events;
}

/** Fill `into` up to the first row that is not an event as it was written, and name that one. */
function readEvents(db: DatabaseSync, scope: string, into: Event[]): BrokenLink | null {
  try {
    const rows = db.prepare("select seq, id, key, body, hash from event where scope = ? order by seq").iterate(scope);
    for (const row of rows as Iterable<unknown> as Iterable<EventRow>) {
      const event = eventIn(row);
      if (!event)
        return { seq: row.seq, id: row.id, reason: "was changed after it was recorded: it does not match its hash" };
      into.push(event);
    }
    return null;
  } catch (error) {
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode === undefined || (errcode & 0xff) !== 11) throw error;
    return { seq: into.length + 1, id: "", reason: `cannot be read: ${message}` };
  }
}

function eventIn({ seq, id, key, body, hash }: EventRow): Event | null {
  // Of the bytes themselves: two texts can mean one JSON value, and only one of them was written.
  if (`sha256:${createHash("sha256").update(body).digest("hex")}` !== hash) return null;
  const event = { ...parsed(body), hash };
  return event.seq === seq && event.id === id && event.key === key ? (event as Event) : null;
}

function parsed(body: string): Partial<Event> {
  try {
    return JSON.parse(body) as Partial<Event>;
  } catch {
    return {};
  }
}
