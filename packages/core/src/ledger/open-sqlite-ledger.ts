import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { canonicalJson } from "../model/digest.ts";
import type { Event } from "../model/event.ts";
import type { JsonObject } from "../model/json.ts";
import type { Epoch, Holder, Ledger } from "./ledger.ts";
import { lockFenced, lockHeld } from "./lock-errors.ts";
import { isGone } from "./owner.ts";
import { sealEvent } from "./seal-event.ts";
import { explainSqliteError, unwritable } from "./sqlite-errors.ts";
import { loadScope, predecessorOf, type ScopeRow, scopeRow } from "./sqlite-events.ts";
import { createLedgerFile, openLedgerFile } from "./sqlite-file.ts";

/** Milliseconds since 1970 of the last moment a `Date` can hold. */
const lastDate = 8.64e15;

/**
 * The ledger in one file on a local disk, for one machine: durable when a promise has resolved, shared safely by processes.
 * Opening and reading make nothing; the file and its directory come into being with the first claim.
 *
 * @throws `RS_LEDGER_CORRUPT`, `RS_LEDGER_VERSION`, `RS_LEDGER_UNWRITABLE`; each operation as well.
 */
export async function openSqliteLedger(file: string, options: { readonly now?: () => Date } = {}): Promise<Ledger> {
  const now = () => (options.now?.() ?? new Date()).getTime();
  let closed = false;
  let open: { readonly db: DatabaseSync; readonly identity: string } | null = null;

  // Everything below is synchronous, so no two operations of one process ever share a transaction.
  function database(create: boolean): DatabaseSync | null {
    if (closed) throw new Error(`The ledger ${file} is closed.`);
    if (open && open.identity !== identityOf(file)) {
      // Whatever was written now would go into a file without a name, and be lost.
      throw unwritable(file, "it was removed or replaced while it was in use", [
        "Put it back, or run again to begin a new record.",
      ]);
    }
    if (!open && create && identityOf(file) === null) createLedgerFile(file);
    const db = open?.db ?? openLedgerFile(file);
    if (db) open ??= { db, identity: identityOf(file) ?? "" };
    return db;
  }

  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explainSqliteError(error, file);
    }
  }

  const read = <T>(empty: T, work: (db: DatabaseSync) => T): T =>
    guarded(() => {
      const db = database(false);
      return db ? transact(db, "begin", work) : empty;
    });

  const write = <T>(work: (db: DatabaseSync) => T): T =>
    guarded(() => transact(database(true) as DatabaseSync, "begin immediate", work));

  /** The scope's row, if `epoch` still holds it. */
  function fence(db: DatabaseSync, scope: string, epoch: Epoch): ScopeRow {
    const row = scopeRow(db, scope);
    if (row?.epoch !== epoch) throw lockFenced(scope, epoch, row && liveHolder(row, now()));
    return row;
  }

  guarded(() => database(false));

  return {
    async claim(scope, owner, ttl, { force = false } = {}) {
      return write((db) => {
        const row = scopeRow(db, scope);
        const holder = row && liveHolder(row, now());
        if (holder && !force) throw lockHeld(scope, holder);
        const epoch = (row?.epoch ?? 0) + 1;
        db.prepare(
          `insert into scope (name, epoch, holder, host, pid, born, until) values (?, ?, ?, ?, ?, ?, ?)
           on conflict (name) do update set epoch = excluded.epoch, holder = excluded.holder, host = excluded.host,
             pid = excluded.pid, born = excluded.born, until = excluded.until`,
        ).run(scope, epoch, owner.id, owner.host, owner.pid, owner.born, now() + ttl);
        return epoch;
      });
    },

    async renew(scope, epoch, ttl) {
      write((db) => {
        fence(db, scope, epoch);
        db.prepare("update scope set until = ? where name = ?").run(now() + ttl, scope);
      });
    },

    async yield(scope, epoch) {
      // The epoch moves on, so that whoever gives the claim back cannot go on writing by mistake.
      write((db) =>
        db.prepare("update scope set holder = null, epoch = epoch + 1 where name = ? and epoch = ?").run(scope, epoch),
      );
    },

    async holder(scope) {
      return read(null, (db) => {
        const row = scopeRow(db, scope);
        return row && liveHolder(row, now());
      });
    },

    async append(scope, epoch, key, draft) {
      return write((db) => {
        const row = fence(db, scope, epoch);
        if (db.prepare("select 1 from event where scope = ? and key = ?").get(scope, key.toWellFormed()))
          return "duplicate";
        const event = sealEvent(draft, key, predecessorOf(db, scope, row, file));
        const { hash, ...unsealed } = event;
        db.prepare("insert into event (scope, seq, id, key, body, hash) values (?, ?, ?, ?, ?, ?)").run(
          scope,
          event.seq,
          event.id,
          event.key,
          canonicalJson(unsealed as unknown as JsonObject),
          hash,
        );
        db.prepare("update scope set events = ?, head_id = ?, head_hash = ? where name = ?").run(
          event.seq,
          event.id,
          hash,
          scope,
        );
        return "fresh";
      });
    },

    async load(scope) {
      return read<readonly Event[]>([], (db) => loadScope(db, scope, file));
    },

    async scopes() {
      return read<readonly string[]>([], (db) => {
        const rows = db
          .prepare("select name from scope where events > 0 union select scope from event order by 1")
          .all();
        return rows.map(({ name }) => String(name));
      });
    },

    async close() {
      closed = true;
      open?.db.close();
      open = null;
    },
  };
}

function transact<T>(db: DatabaseSync, begin: "begin" | "begin immediate", work: (db: DatabaseSync) => T): T {
  db.exec(begin);
  try {
    const result = work(db);
    db.exec("commit");
    return result;
  } catch (error) {
    // SQLite has already rolled back by itself after some failures, such as a full disk.
    if (db.isTransaction) db.exec("rollback");
    throw error;
  }
}

/** Whoever a claim is refused for: a lease that has ended, or whose process has, is no hindrance. */
function liveHolder(row: ScopeRow, now: number): Holder | null {
  if (row.holder === null || row.until <= now) return null;
  const owner = { id: row.holder, host: row.host ?? "", pid: row.pid ?? 0, born: row.born };
  return isGone(owner)
    ? null
    : { owner, epoch: row.epoch, until: new Date(Math.min(row.until, lastDate)).toISOString() };
}

function identityOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.dev}:${found.ino}` : null;
}
