import type { RunProgram } from "@relspec/core";
import { refusalOf } from "./refusals.ts";
import { tryGit } from "./run-git.ts";

/**
 * Which of the addresses (in small letters) no commit of the last releases is by, as author. One walk from the releases back,
 * which ends as soon as everyone has been seen: only a real newcomer takes it through the whole history.
 */
export async function findNewcomers(
  run: RunProgram,
  addresses: readonly string[],
  bases: readonly (string | null)[],
): Promise<ReadonlySet<string>> {
  const left = new Set(addresses);
  const known = [...new Set(bases)].filter((base) => base !== null);
  // On a first release everyone is new, which says nothing.
  if (left.size === 0 || known.length === 0) return new Set();
  const enough = new AbortController();
  const seen = (address: string) => {
    left.delete(address.trim().toLowerCase());
    if (left.size === 0) enough.abort();
  };
  const walk = tryGit(run, ["log", "--no-patch", "--format=%ae", "--encoding=UTF-8", "--stdin", "--"], {
    input: `${known.join("\n")}\n`,
    onLine: seen,
    signal: enough.signal,
  });
  const ended = await walk.catch((error: unknown) => {
    if (left.size > 0) throw error;
    return null;
  });
  if (ended && ended.code !== 0 && left.size > 0) throw refusalOf(ended.stderr, { doing: "git log" });
  return left;
}
