import type { BranchFact, RunProgram } from "@relspec/core";
import type { Refs } from "./read-refs.ts";
import { git } from "./run-git.ts";

interface Asked {
  readonly refs: Refs;
  readonly remote: string;
  readonly head: { readonly commit: string; readonly branch: string | null };
  readonly isReleased: (branch: string) => boolean;
}

/**
 * The branches to release from with the tags on each, in one walk through the history whatever their number. Only where there
 * is more than one: nothing else depends on it.
 */
export async function readBranches(
  run: RunProgram,
  { refs, remote, head, isReleased }: Asked,
): Promise<readonly BranchFact[]> {
  const tips = new Map<string, string>();
  // The remote's state of a branch counts; of the checked-out one what is checked out.
  for (const prefix of ["refs/heads/", `refs/remotes/${remote}/`]) {
    for (const [ref, commit] of refs.branches) {
      const name = ref.slice(prefix.length);
      if (ref.startsWith(prefix) && name !== "HEAD" && isReleased(name)) tips.set(name, commit);
    }
  }
  if (head.branch !== null && isReleased(head.branch)) tips.set(head.branch, head.commit);
  if (tips.size < 2) return [];
  const parents = await readSkeleton(run, [...tips.values()]);
  const byCommit = new Map<string, string[]>();
  for (const [tag, commit] of refs.tags) byCommit.set(commit, [...(byCommit.get(commit) ?? []), tag]);
  return [...tips].map(([name, tip]) => ({ name, tags: tagsFrom(tip, parents, byCommit) }));
}

/** Commits that a ref stands on, with the next such ones below them. */
async function readSkeleton(run: RunProgram, tips: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const parents = new Map<string, readonly string[]>();
  await git(run, ["rev-list", "--simplify-by-decoration", "--parents", ...new Set(tips), "--"], {
    onLine: (line) => {
      const [commit = "", ...below] = line.split(" ");
      parents.set(commit, below);
    },
  });
  return parents;
}

function tagsFrom(
  tip: string,
  parents: ReadonlyMap<string, readonly string[]>,
  byCommit: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const seen = new Set<string>();
  const open = [tip];
  const tags: string[] = [];
  for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
    if (seen.has(commit)) continue;
    seen.add(commit);
    tags.push(...(byCommit.get(commit) ?? []));
    open.push(...(parents.get(commit) ?? []));
  }
  return tags;
}
