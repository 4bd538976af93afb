import type { RunProgram } from "@relspec/core";
import { channelNotes, type Refs } from "./read-refs.ts";
import { git, linesOf, tryGit, tryRemote } from "./run-git.ts";

export type Channels = readonly (string | null)[];

/** Where the note of a tag is kept. semantic-release keeps its own there too. */
export function noteOf(tag: string): string {
  return `${channelNotes}-${tag}`;
}

/** What a note says; null when it says nothing of channels. The text is outside data. */
export function parseNote(text: string): Channels | null {
  try {
    const { channels } = JSON.parse(text) as { readonly channels?: unknown };
    if (!Array.isArray(channels)) return null;
    const known = channels.filter((each): each is string | null => each === null || typeof each === "string");
    return known.length > 0 ? [...new Set(known.map((each) => (each === "" ? null : each)))] : null;
  } catch {
    return null;
  }
}

/** The channels of the named tags, from the notes in this clone, in two git processes. */
export async function readChannels(
  run: RunProgram,
  { tags, objects, notes }: Pick<Refs, "tags" | "objects" | "notes">,
): Promise<ReadonlyMap<string, Channels>> {
  const found = new Map<string, Channels>();
  if (notes.size === 0) return found;
  if (notes.has(channelNotes)) await readOldNote(run, tags, found);
  // semantic-release writes to what the tag names, which is the tag's own object where it has one, and reads from the commit.
  const asked = [...tags, ...objects].filter(([tag]) => notes.has(noteOf(tag)));
  if (asked.length === 0) return found;
  const input = asked.map(([tag, commit]) => `${noteOf(tag)}:${commit}\n`).join("");
  const output = await git(run, ["cat-file", "--batch=%(objecttype) %(objectsize)"], { input });
  let at = 0;
  const read = new Set<string>();
  for (const [tag] of asked) {
    const end = output.indexOf("\n", at);
    const size = /^blob (\d+)$/.exec(output.slice(at, end))?.[1];
    at = end + 1;
    if (size === undefined) continue;
    const next = nextAnswer(output, at, Number(size));
    const channels = parseNote(output.slice(at, next));
    at = next;
    if (channels === null) continue;
    // Two notes of one tag add up; the single one of old versions gives way to them.
    found.set(tag, read.has(tag) ? [...new Set([...(found.get(tag) ?? []), ...channels])] : channels);
    read.add(tag);
  }
  return found;
}

/** Sizes are in bytes, the output is text: they differ where a note holds more than ASCII. */
function nextAnswer(output: string, at: number, size: number): number {
  let bytes = 0;
  let place = at;
  while (bytes < size) {
    const code = output.codePointAt(place) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    place += code < 0x10000 ? 1 : 2;
  }
  return place + 1;
}

/** One note for all tags, as semantic-release wrote before version 17. */
async function readOldNote(run: RunProgram, tags: Refs["tags"], found: Map<string, Channels>): Promise<void> {
  const input = [...new Set(tags.values())].map((commit) => `${commit}\n`).join("");
  const args = ["log", "--no-walk=unsorted", "--stdin", `--notes=${channelNotes}`, "--format=%H%x09%N"];
  const { code, stdout } = await tryGit(run, args, { input });
  if (code !== 0) return;
  const byCommit = new Map(
    linesOf(stdout).flatMap((line) => {
      const [commit = "", text = ""] = line.split("\t");
      const channels = parseNote(text);
      return channels === null ? [] : [[commit, channels] as const];
    }),
  );
  for (const [tag, commit] of tags) {
    const channels = byCommit.get(commit);
    if (channels) found.set(tag, channels);
  }
}

/** Bring the remote's notes about channels into this clone: a clone leaves them out. False when the remote cannot be asked. */
export async function fetchNotes(
  run: RunProgram,
  env: Readonly<Record<string, string | undefined>>,
  remote: string,
): Promise<boolean> {
  const { code } = await tryRemote(
    { run, env },
    [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--end-of-options",
      remote,
      `+${channelNotes}*:${channelNotes}*`,
    ],
    { timeout: 30_000 },
  );
  return code === 0;
}
