import type { Commit } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import { parseMessage } from "./parse-message.ts";

/**
 * The commits of a range without those that another commit of the range takes back, and without these reverts. A revert of
 * a revert brings the first commit back. The order of the commits does not matter.
 *
 * `angular` and `conventionalcommits` take a pair only when header and whole hash agree; `relspec` also takes a shortened hash,
 * and a pull request that GitHub reverted by its number.
 */
export function withoutReverted(
  commits: readonly Commit[],
  preset: VersionSpec["preset"],
): {
  readonly kept: readonly Commit[];
  /** Id of the commit taken back → id of the revert. */ readonly reverted: ReadonlyMap<string, string>;
} {
  const targets = targetsOf(commits, preset);
  if (targets.size === 0) return { kept: commits, reverted: new Map() };

  // A commit counts when no revert of it counts, so those that nobody reverts are decided first.
  const undecided = new Map<string, number>();
  for (const target of targets.values()) undecided.set(target, (undecided.get(target) ?? 0) + 1);
  const reverted = new Map<string, string>();
  const queue = commits.map(({ id }) => id).filter((id) => !undecided.has(id));
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const target = targets.get(id);
    if (target === undefined) continue;
    if (reverted.has(id)) {
      const left = (undecided.get(target) ?? 1) - 1;
      undecided.set(target, left);
      if (left === 0 && !reverted.has(target)) queue.push(target);
    } else if (!reverted.has(target)) {
      reverted.set(target, id);
      queue.push(target);
    }
  }
  const gone = new Set([...reverted].flat());
  return { kept: commits.filter(({ id }) => !gone.has(id)), reverted };
}

/** Id of each revert → id of the commit of the same range that it names. */
function targetsOf(commits: readonly Commit[], preset: VersionSpec["preset"]): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  let byHeader: Map<string, string> | null = null;
  for (const commit of commits) {
    // Reading every message in full twice would be waste: few are reverts.
    if (!/^\s*revert/i.test(commit.message.slice(0, 200))) continue;
    const { revert } = parseMessage(commit.message, preset);
    if (!revert) continue;
    byHeader ??= new Map(commits.map((each) => [parseMessage(each.message, preset).header, each.id]));
    const target =
      preset === "relspec"
        ? (commits.find(({ id }) => revert.hash !== "" && id.startsWith(revert.hash))?.id ??
          (revert.pullRequest !== undefined && revert.header.endsWith(`(#${revert.pullRequest})`)
            ? byHeader.get(revert.header)
            : undefined))
        : commits.find(
            ({ id, message }) => id === revert.hash && parseMessage(message, preset).header === revert.header,
          )?.id;
    if (target !== undefined && target !== commit.id) targets.set(commit.id, target);
  }
  return targets;
}
