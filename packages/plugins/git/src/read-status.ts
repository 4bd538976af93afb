import type { RunProgram } from "@relspec/core";
import { refuseLocation, refuseNoCommits } from "./refuse-location.ts";
import { tryGit } from "./run-git.ts";

export interface Status {
  /** Full object id of the checked-out commit. */
  readonly commit: string;
  /** Null when the head is detached. */
  readonly branch: string | null;
  /** Tracked files that differ from the commit, staged or not. */
  readonly changed: readonly string[];
  /** Empty unless they were asked for. */
  readonly untracked: readonly string[];
}

/** One `git status`. Paths are relative to the repository's root. @throws `RS_SPEC_LOCATION`. */
export async function readStatus(
  query: RunProgram,
  { untracked = "no", paths = [] as readonly string[] } = {},
): Promise<Status> {
  const shape = [
    "--porcelain=v2",
    "--branch",
    "-z",
    "--no-renames",
    `--untracked-files=${untracked}`,
    "--ignore-submodules=untracked",
  ];
  // A status that leaves the index alone: nothing is written, and nobody's lock is in the way.
  const { code, stdout, stderr } = await tryGit(query, [
    "--no-optional-locks",
    "--literal-pathspecs",
    "status",
    ...shape,
    "--",
    ...paths,
  ]);
  if (code !== 0) throw refuseLocation(stderr);
  const status = { commit: "", branch: null as string | null, changed: [] as string[], untracked: [] as string[] };
  for (const entry of stdout.split("\0")) {
    if (entry.startsWith("# branch.oid ")) status.commit = entry.slice(13);
    else if (entry.startsWith("# branch.head "))
      status.branch = entry === "# branch.head (detached)" ? null : entry.slice(14);
    else if (entry.startsWith("1 ")) status.changed.push(afterFields(entry, 8));
    else if (entry.startsWith("u ")) status.changed.push(afterFields(entry, 10));
    else if (entry.startsWith("? ")) status.untracked.push(entry.slice(2));
  }
  if (status.commit === "(initial)") throw refuseNoCommits();
  return status;
}

/** The rest after `count` fields: a path, which may hold spaces itself. */
function afterFields(entry: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field += 1) at = entry.indexOf(" ", at) + 1;
  return entry.slice(at);
}
