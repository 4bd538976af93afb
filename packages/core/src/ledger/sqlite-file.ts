import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { DatabaseSync } from "node:sqlite";
import { RelspecError } from "../errors/index.ts";
import { corruptPlace } from "./corrupt-ledger.ts";

/** "rspc": what makes an SQLite file a ledger. */
const applicationId = 0x72737063;
const schemaVersion = 1;

/** `body` is the event's canonical JSON without `hash`, byte for byte what the hash was taken of. */
const schema = `
  create table scope (
    name text primary key, epoch integer not null,
    holder text, host text, pid integer, born text, until integer not null,
    events integer not null default 0, head_id text, head_hash text
  ) strict;
  create table event (
    scope text not null, seq integer not null, id text not null, key text not null, body text not null, hash text not null,
    unique (scope, seq), unique (scope, key)
  ) strict;
  pragma application_id = ${applicationId};
  pragma user_version = ${schemaVersion};
`;

/** Open an existing ledger; null when there is none. */
export function openLedgerFile(file: string): DatabaseSync | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return null;
  // A ledger comes into being whole (see below), so an empty file is one that has lost everything.
  if (found.size === 0) throw corruptPlace(file, "is empty: it was cut off");
  const db = connect(file, "rw");
  try {
    checkVersion(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Make an empty ledger unless there is one. It is made beside its place and linked into it, so that nobody, after
 * whatever crash, finds half a ledger.
 */
export function createLedgerFile(file: string): void {
  makeDirectory(dirname(file));
  const draft = `${file}.new-${randomUUID().slice(0, 8)}`;
  closeSync(openSync(draft, "wx", 0o600));
  try {
    const db = connect(draft, "rwc");
    db.exec(`begin; ${schema} commit`);
    db.close();
    linkUnlessThere(draft, file);
  } finally {
    for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(draft + end, { force: true });
  }
  syncDirectory(dirname(file));
}

function connect(file: string, mode: "rw" | "rwc"): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const url = pathToFileURL(file);
  url.searchParams.set("mode", mode);
  // Milliseconds that SQLite waits for another process's transaction to end.
  const db = new DatabaseSync(url, { timeout: 5000 });
  try {
    db.exec(`pragma journal_mode = ${hasSafeWal(db) ? "wal" : "truncate"}; pragma synchronous = full`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite before 3.51.3 can damage a WAL file when two processes write and checkpoint at the same moment. */
function hasSafeWal(db: DatabaseSync): boolean {
  const { version } = db.prepare("select sqlite_version() as version").get() as { version: string };
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major * 1_000_000 + minor * 1_000 + patch >= 3_051_003;
}

function checkVersion(db: DatabaseSync, file: string): void {
  const read = (name: string): unknown => Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0];
  const version = Number(read("user_version"));
  if (read("application_id") !== applicationId || version < 1)
    throw corruptPlace(file, "is a database, but not a ledger");
  if (version <= schemaVersion) return;
  throw new RelspecError("RS_LEDGER_VERSION", {
    message: `${file} has format ${version}; this relspec knows ${schemaVersion}.`,
    details: { file, version, known: schemaVersion },
    suggestions: ["npm install --save-dev relspec@latest"],
  });
}

function makeDirectory(directory: string): void {
  const made = mkdirSync(directory, { recursive: true });
  // Only where the directory is relspec's own: elsewhere, ignoring everything would hide other people's files.
  if (made === undefined && basename(directory) !== ".relspec") return;
  try {
    writeFileSync(`${directory}/.gitignore`, "*\n", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function linkUnlessThere(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    // Another process was first; its ledger is as good as this one.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function syncDirectory(directory: string): void {
  // Windows has no such thing, and needs none.
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/** Node's SQLite, loaded at first need; without the warning that Node before 24.15 prints whenever it is loaded. */
function loadSqlite(): typeof import("node:sqlite") {
  const emit = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes("SQLite is an experimental feature"))
      Reflect.apply(emit, process, [warning, ...rest]);
  };
  let sqlite: typeof import("node:sqlite") | undefined;
  try {
    sqlite = process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emit;
  }
  if (sqlite) return sqlite;
  throw new RelspecError("RS_USAGE_NODE", {
    message: `Node ${process.versions.node} has no node:sqlite.`,
    suggestions: ["nvm install 24"],
  });
}
