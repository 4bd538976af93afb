import type { Change, Commit } from "../model/change.ts";
import { authorsIn } from "../version/footers.ts";

/** Addresses of those who made commits, co-authors too, in small letters, each once. */
export function contributorsOf(commits: readonly Commit[]): readonly string[] {
  const found = new Set<string>();
  for (const commit of commits)
    for (const { email } of authorsIn(commit, commit.message)) found.add(email.toLowerCase());
  return [...found];
}

/** Changes whose authors are marked where they have no commit in the last release. */
export function markNewcomers(
  changes: readonly Change[],
  newcomers: ReadonlySet<string> | undefined,
): readonly Change[] {
  if (!newcomers || newcomers.size === 0) return changes;
  return changes.map((change) => ({
    ...change,
    authors: change.authors.map((each) => (newcomers.has(each.email.toLowerCase()) ? { ...each, first: true } : each)),
  }));
}
