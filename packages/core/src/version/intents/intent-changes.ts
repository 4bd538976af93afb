import type { Bump, Change, Commit } from "../../model/change.ts";
import { classifyCommit } from "../classify-commit.ts";
import type { Intent } from "./intent.ts";

const types: Readonly<Record<Bump | "none", string | undefined>> = {
  major: undefined,
  minor: "feat",
  patch: "fix",
  none: undefined,
};

/**
 * Intents as changes: one for each kind of bump in the file, because a change asks for one. Author, date and id are those of
 * the commit that brought the file; where it is not among those given, the released commit stands for it.
 */
export function intentChanges(
  intents: readonly Intent[],
  commits: readonly Commit[],
  head: { readonly commit: string; readonly date: string },
): readonly Change[] {
  const added = addedBy(commits, new Set(intents.map(({ path }) => path)));
  return intents.flatMap((intent) => {
    const byBump = new Map<Bump | "none", string[]>();
    for (const [name, bump] of intent.releases) byBump.set(bump, [...(byBump.get(bump) ?? []), name]);
    if (byBump.size === 0) byBump.set("none", []);
    const commit = added.get(intent.path);
    return [...byBump].map(([bump, names]) => changeOf(intent, bump, names, commit ?? null, head));
  });
}

/** The oldest of the commits, which come newest first, that touches each path. */
function addedBy(commits: readonly Commit[], paths: ReadonlySet<string>): ReadonlyMap<string, Commit> {
  const found = new Map<string, Commit>();
  for (const commit of commits) for (const file of commit.files) if (paths.has(file)) found.set(file, commit);
  return found;
}

function changeOf(
  { path, summary }: Intent,
  bump: Bump | "none",
  packages: readonly string[],
  commit: Commit | null,
  head: { readonly commit: string; readonly date: string },
): Change {
  // Read like a message, so that a scope, an issue or a co-author in the summary is understood; the bump is the file's alone.
  const message = summary === "" ? path : summary;
  const author = commit?.author ?? { name: "", email: "" };
  const read = classifyCommit(
    { id: commit?.id ?? head.commit, parents: [], author, date: commit?.date ?? head.date, message, files: [path] },
    { preset: "conventionalcommits", rules: [] },
  );
  const { bump: _bump, type = types[bump], breakingNote: _note, nearMisses: _near, ...rest } = read;
  return {
    ...rest,
    ...(type !== undefined && { type }),
    ...(bump === "major" && read.body !== "" && { breakingNote: read.body }),
    ...(bump !== "none" && { bump }),
    authors: commit === null ? [] : read.authors,
    breaking: bump === "major",
    file: path,
    rule: `${path}: ${bump}`,
    packages,
  };
}
