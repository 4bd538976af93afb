import type { Commit } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import { asksToBeSkipped } from "./classify-commit.ts";
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
  // The newest revert of a commit is the one that counts as its pair.
  const queue = commits
    .map(({ id }) => id)
    .filter((id) => !undecided.has(id))
    .toReversed();
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
  // The other tool takes out what asks to be skipped before it looks for pairs.
  const counting =
    preset === "relspec"
      ? commits
      : commits.filter(({ message }) => message.trim() !== "" && !asksToBeSkipped(message));
  // Reading every message in full twice would be waste: few are reverts.
  const reverts = counting.filter(({ message }) => /^\s*(?:gpg:|revert|-)/i.test(message.slice(0, 200)));
  if (reverts.length === 0) return targets;
  const headers = new Map(counting.map(({ id, message }) => [id, parseMessage(message, preset).header.trim()]));
  const idOf = new Map([...headers].map(([id, header]) => [header, id]));
  for (const { id, message } of reverts) {
    const { revert } = parseMessage(message, preset);
    if (!revert) continue;
    const { header, hash, pullRequest } = revert;
    const target =
      preset === "relspec"
        ? (named(hash, headers) ??
          (pullRequest !== undefined && header.endsWith(`(#${pullRequest})`) ? idOf.get(header) : undefined))
        : headers.get(hash) === header
          ? hash
          : undefined;
    if (target !== undefined && target !== id) targets.set(id, target);
  }
  return targets;
}

/** The commit of an id that may be shortened. */
function named(hash: string, commits: ReadonlyMap<string, unknown>): string | undefined {
  if (hash === "") return undefined;
  return commits.has(hash) ? hash : [...commits.keys()].find((id) => id.startsWith(hash));
}
