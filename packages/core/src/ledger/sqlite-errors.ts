import { dirname } from "node:path";
import { isRelspecError, RelspecError } from "../errors/index.ts";
import { corruptPlace } from "./corrupt-ledger.ts";

/** SQLite's primary result codes (the low byte of `errcode`) that mean something to whoever runs a release. */
const sqlite = { error: 1, busy: 5, locked: 6, readonly: 8, corrupt: 11, full: 13, notDatabase: 26 } as const;
const shortRead = 522;

/** A `RelspecError` that names the ledger's file and a remedy, in place of what SQLite or the file system threw. */
export function explainSqliteError(error: unknown, file: string): unknown {
  if (isRelspecError(error)) return error;
  const { errcode, code, syscall } = error as { errcode?: number; code?: string; syscall?: string };
  if (code === "ERR_SQLITE_ERROR" && errcode !== undefined) return fromSqlite(error as Error, errcode, file);
  // A number that no row of a ledger can hold.
  if (code === "ERR_OUT_OF_RANGE") return corruptPlace(file, "is damaged", error);
  if (typeof syscall === "string") return fromSystem(error as NodeJS.ErrnoException, file);
  return error;
}

function fromSqlite(error: Error, errcode: number, file: string): RelspecError {
  const primary = errcode & 0xff;
  if (primary === sqlite.notDatabase) return corruptPlace(file, "is not a ledger, or its beginning is damaged", error);
  if (primary === sqlite.corrupt || primary === sqlite.error || errcode === shortRead) {
    return corruptPlace(file, `is damaged: ${error.message}`, error);
  }
  if (primary === sqlite.full) return noSpace(file, error);
  if (primary === sqlite.busy || primary === sqlite.locked) {
    return unwritable(file, "another process has kept it locked for more than 5 seconds", ["Run again."], error, true);
  }
  return unwritable(file, primary === sqlite.readonly ? "it is read-only" : error.message, [makeWritable(file)], error);
}

function fromSystem(error: NodeJS.ErrnoException, file: string): RelspecError {
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return noSpace(file, error);
  const inTheWay = error.code === "ENOTDIR" || error.code === "EEXIST" || error.code === "EISDIR";
  const remedy = inTheWay ? `Move away what stands in the place of ${file} or of its directory.` : makeWritable(file);
  return unwritable(file, error.message, [remedy], error);
}

export function unwritable(
  file: string,
  reason: string,
  suggestions: readonly string[],
  cause?: unknown,
  retryable = false,
): RelspecError {
  return new RelspecError("RS_LEDGER_UNWRITABLE", {
    message: `The ledger ${file} cannot be written: ${reason}.`,
    details: { file },
    suggestions,
    cause,
    retryable,
  });
}

function noSpace(file: string, cause: Error): RelspecError {
  return unwritable(
    file,
    "no space is left",
    [`Free some space on the disk of ${dirname(file)}, and run again.`],
    cause,
  );
}

function makeWritable(file: string): string {
  return `Let the user who runs relspec write in ${dirname(file)}, on a local disk.`;
}
