import { randomUUID } from "node:crypto";
import type { CommittedFile } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { git, linesOf } from "./run-git.ts";

/**
 * The regular files below a folder as a commit holds them, and which of the other commits hold a file of the same path. Three
 * git processes at the most. A path with a line feed in it is left out: git's batches are lines.
 */
export async function readFolder(
  query: Asked["query"],
  commit: string,
  folder: string,
  releases: readonly string[],
): Promise<readonly CommittedFile[]> {
  const listing = await git(query, ["ls-tree", "-r", "-z", commit, "--", `${folder}/`]);
  const entries = listing.split("\0").flatMap((entry) => {
    const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t([^\n]+)$/.exec(entry) ?? [];
    return id !== undefined && path !== undefined ? [{ id, path }] : [];
  });
  if (entries.length === 0) return [];
  const [texts, found] = await Promise.all([
    textsOf(
      query,
      entries.map(({ id }) => id),
    ),
    releasesWith(
      query,
      entries.map(({ path }) => path),
      [...new Set(releases)],
    ),
  ]);
  return entries
    .map(({ path }, index) => ({ path, text: texts[index] ?? "", releasedIn: found.get(path) ?? [] }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Nobody can write the mark into a file: it is made anew for each reading. */
async function textsOf(query: Asked["query"], ids: readonly string[]): Promise<readonly string[]> {
  const mark = randomUUID();
  const output = await git(query, ["cat-file", `--batch=${mark}`], { input: ids.map((id) => `${id}\n`).join("") });
  return output
    .split(`${mark}\n`)
    .slice(1)
    .map((text) => text.slice(0, -1));
}

async function releasesWith(
  query: Asked["query"],
  paths: readonly string[],
  releases: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (releases.length === 0) return new Map();
  const asked = paths.flatMap((path) => releases.map((release) => ({ path, release })));
  const input = asked.map(({ path, release }) => `${release}:./${path}\n`).join("");
  const answers = linesOf(await git(query, ["cat-file", "--batch-check=%(objecttype)"], { input }));
  const found = new Map<string, string[]>();
  for (const [index, { path, release }] of asked.entries())
    if (answers[index] === "blob") found.set(path, [...(found.get(path) ?? []), release]);
  return found;
}
