import { corruptChain, corruptPlace, type Event, RelspecError, type RunProgram, verifyChain } from "@relspec/core";
import { git, tryGit } from "../run-git.ts";
import { type Checkpoint, emptyHead, type LedgerHead } from "./checkpoint.ts";

/** Bytes of all events of a scope at the most. */
const limit = 1024 * 1024 * 1024;

interface Place {
  readonly scope: string;
  /** For people: `refs/relspec/payments on origin`. */
  readonly place: string;
}

/**
 * Read a scope from a commit that is in this clone, and prove its chain.
 * @throws `RS_LEDGER_CORRUPT`, `RS_LEDGER_VERSION`.
 */
export async function readCheckpoint(
  run: RunProgram,
  commit: string | null,
  { scope, place }: Place,
): Promise<Checkpoint> {
  if (commit === null) return { commit, head: emptyHead(scope), events: [] };
  const paths = (await git(run, ["ls-tree", "-r", "-z", "--name-only", commit])).split("\0").filter(Boolean);
  const files = await readFiles(run, commit, [
    "head.json",
    ...paths.filter((path) => path.startsWith("events/")).sort(),
  ]);
  const head = headOf(files.shift() ?? "", { scope, place });
  const events: Event[] = [];
  for (const text of files) {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const event = parsed(line);
      if (!event) throw corruptChain(scope, place, events, unreadable(events.length + 1));
      events.push(event);
    }
  }
  const verdict = verifyChain(events, head.end);
  if (!verdict.intact) throw corruptChain(scope, place, events, verdict.broken);
  return { commit, head, events };
}

/** The contents of files of a commit, in one process. */
async function readFiles(run: RunProgram, commit: string, paths: readonly string[]): Promise<string[]> {
  const input = paths.map((path) => `${commit}:${path}\n`).join("");
  const { code, stdout, stderr } = await tryGit(run, ["cat-file", "--batch"], { input, limit });
  if (code !== 0) throw corruptPlace(commit, `cannot be read: ${stderr.trim()}`);
  const bytes = Buffer.from(stdout);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(bytes.toString("utf8", at, end))?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) throw corruptPlace(commit, "lacks a file of the ledger");
    texts.push(bytes.toString("utf8", end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return texts;
}

function headOf(text: string, { scope, place }: Place): LedgerHead {
  const head = parsed(text) as (Omit<LedgerHead, "version"> & { readonly version: number }) | null;
  if (head && typeof head.version === "number" && head.version > 1) {
    throw new RelspecError("RS_LEDGER_VERSION", {
      message: `${place} was written by a newer relspec (format ${head.version}; this one knows 1).`,
      suggestions: ["npm install relspec@latest"],
    });
  }
  if (head?.version !== 1 || head.scope !== scope || !Number.isSafeInteger(head.epoch))
    throw corruptPlace(place, "is not a ledger of this release");
  return { ...head, version: 1 };
}

function parsed(text: string): Event | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Event) : null;
  } catch {
    return null;
  }
}

function unreadable(seq: number) {
  return { seq, id: "", reason: "was changed after it was recorded: it cannot be read" };
}
