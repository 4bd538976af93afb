import type { RunProgram } from "@relspec/core";
import { refusalOf } from "./refusals.ts";
import { linesOf, tryGit } from "./run-git.ts";

/** What the names of notes about channels begin with: `-TAG` follows, or nothing in one for all as it was long ago. */
export const channelNotes = "refs/notes/semantic-release";

export interface Refs {
  /** Name of each tag → full id of what it stands on, through tags of tags. That can be something else than a commit. */
  readonly tags: ReadonlyMap<string, string>;
  /** Full name of each local and remote branch → the commit it stands on. */
  readonly branches: ReadonlyMap<string, string>;
  /** Full id of the tag object, of those tags that have one. */
  readonly objects: ReadonlyMap<string, string>;
  /** Full names of the notes that say which channels versions are on. */
  readonly notes: ReadonlySet<string>;
}

/** Every tag and branch, in one git process that opens no object where the refs are packed. */
export async function readRefs(run: RunProgram): Promise<Refs> {
  const { code, stdout, stderr } = await tryGit(run, ["show-ref", "--dereference"], { limit: 500 * 1024 * 1024 });
  // 1: there is none.
  if (code > 1) throw refusalOf(stderr, { doing: "git show-ref" });
  return parseRefs(linesOf(stdout), " ");
}

/** Lines of `git show-ref -d` (a blank between) and of `git ls-remote` (a tab): a peeled line stands after the tag's own. */
export function parseRefs(lines: readonly string[], between: " " | "\t"): Refs {
  const tags = new Map<string, string>();
  const branches = new Map<string, string>();
  const notes = new Set<string>();
  const objects = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(between);
    const ref = line.slice(at + 1);
    if (ref.startsWith("refs/tags/")) {
      const name = ref.endsWith("^{}") ? ref.slice(10, -3) : ref.slice(10);
      const own = ref.endsWith("^{}") ? tags.get(name) : undefined;
      if (own !== undefined) objects.set(name, own);
      tags.set(name, line.slice(0, at));
    } else if (ref.startsWith("refs/heads/") || ref.startsWith("refs/remotes/")) branches.set(ref, line.slice(0, at));
    else if (ref.startsWith(channelNotes)) notes.add(ref);
  }
  return { tags, objects, branches, notes };
}
