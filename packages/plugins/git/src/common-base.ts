import type { Commit } from "@relspec/core";

/**
 * Whether each of `bases` has `oldest` among its ancestors, as far as `commits` (a history from the head down to
 * `oldest`, children before parents) can tell; those that have not.
 */
export function basesWithout(
  oldest: string,
  bases: readonly string[],
  commits: readonly Pick<Commit, "id" | "parents">[],
): readonly string[] {
  const descendants = new Set([oldest]);
  for (let at = commits.length - 1; at >= 0; at -= 1) {
    const commit = commits[at];
    if (commit?.parents.some((parent) => descendants.has(parent))) descendants.add(commit.id);
  }
  return bases.filter((base) => !descendants.has(base));
}
