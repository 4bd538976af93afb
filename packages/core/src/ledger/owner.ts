import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "./ledger.ts";

/** This process, as a claimant. Each call is a claimant of its own. */
export function thisOwner(): Owner {
  return { id: randomUUID(), host: hostname(), pid: process.pid, born: bornOf(process.pid) };
}

/**
 * When a process of this machine began: `WHERE/TICKS`. WHERE stands for the boot and the pid namespace, because two
 * containers of one name see different processes under one pid. Null where it cannot be told (no `/proc`, no process).
 */
export function bornOf(pid: number): string | null {
  const found = processOf(pid);
  return found && `${placeOf()}/${found.began}`;
}

/**
 * Whether a claimant has certainly ended: it is of this host and its process does not exist, or is another one by now.
 * False whenever that cannot be known; its lease then decides.
 */
export function isGone(owner: Owner): boolean {
  if (owner.host !== hostname() || !Number.isSafeInteger(owner.pid) || owner.pid < 1) return false;
  const [place, began] = owner.born?.includes("/") ? owner.born.split("/") : [undefined, owner.born];
  if (place !== undefined && place !== placeOf()) return false;
  if (!exists(owner.pid)) return true;
  const found = processOf(owner.pid);
  if (!found) return false;
  return found.ended || (began !== null && began !== found.began);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and someone else's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** `ended`: killed, and kept in the table only until its parent asks for its exit code; in a container maybe forever. */
function processOf(pid: number): { readonly began: string; readonly ended: boolean } | null {
  const stat = readOrNull(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The program's name stands in parentheses and may hold anything, so the fields are counted from the last one.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, began] = [fields?.[0], fields?.[19]];
  return state && began ? { began, ended: state === "Z" || state === "X" } : null;
}

function placeOf(): string {
  const boot = readOrNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  const namespace = readOrNull(() => readlinkSync("/proc/self/ns/pid"));
  return createHash("sha256").update(`${boot} ${namespace}`).digest("hex").slice(0, 12);
}

function readOrNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
