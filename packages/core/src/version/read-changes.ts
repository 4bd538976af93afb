import type { Bump, Change, Commit } from "../model/change.ts";
import type { History, PackageFact } from "../plugin/facts.ts";
import { classifyCommit, type CommitReading } from "./classify-commit.ts";
import { commitsOf } from "./commits-of.ts";
import type { PastReleases } from "./last-release.ts";
import { findNearMisses } from "./near-misses.ts";
import { findOverrides, type Override, withOverride } from "./overrides.ts";
import { readReleaseAs } from "./release-as.ts";
import { withoutReverted } from "./without-reverted.ts";

interface Reading {
  readonly history: History;
  readonly packages: readonly PackageFact[];
  readonly version: CommitReading;
  readonly past: ReadonlyMap<string, PastReleases>;
  readonly overrides: readonly Override[];
  readonly classify: (change: Change) => Bump | false | undefined | Promise<Bump | false | undefined>;
}

/** Every commit of the history as a change. Its `packages` are those in whose range it is and is not taken back. */
export async function readChanges(reading: Reading): Promise<readonly Change[]> {
  const { history, packages, version, past, overrides, classify } = reading;
  const bases = new Map(packages.map(({ name }) => [name, past.get(name)?.last?.commit ?? null]));
  const { of } = findOverrides(history.commits, overrides);
  const commits =
    of.size === 0
      ? history.commits
      : history.commits.map((commit) => {
          const message = of.get(commit.id)?.message;
          return message === undefined ? commit : { ...commit, message };
        });
  const counting = new Map<string, readonly string[]>();
  const revertedBy = new Map<string, string>();
  const named = ({ message }: Commit) => (version.compat === undefined ? readReleaseAs(message)?.package : undefined);
  for (const [name, own] of commitsOf(packages, commits, bases, named)) {
    const { kept, reverted } = withoutReverted(own, version.preset);
    // Most commits are of one package, and there may be a hundred thousand of them.
    const alone = [name];
    for (const { id } of kept) {
      const names = counting.get(id);
      counting.set(id, names ? [...names, name] : alone);
    }
    for (const [id, by] of reverted) revertedBy.set(id, by);
  }
  const reverts = new Map([...revertedBy].map(([id, by]) => [by, id]));
  const changes: Change[] = [];
  for (const commit of commits) {
    const names = counting.get(commit.id) ?? [];
    const override = of.get(commit.id);
    const change = withOverride({ ...classifyCommit(commit, version), packages: names }, override);
    if (names.length === 0) changes.push(ignored(change, revertedBy.get(commit.id), reverts.get(commit.id)));
    else
      changes.push({
        ...(await decidedByPlugin(change, classify)),
        ...(!override && findNearMisses(commit, change, version)),
      });
  }
  return changes;
}

/** The change with what a plugin says it asks for. */
export async function decidedByPlugin(change: Change, classify: Reading["classify"]): Promise<Change> {
  const answer = await classify(change);
  if (answer === undefined) return change;
  const { bump: _, ...rest } = change;
  const rule = "decided by a plugin";
  return answer === false ? { ...rest, rule } : { ...rest, bump: answer, rule };
}

/** It counts for no package: what it would have asked for must not look as if it had. */
function ignored(change: Change, by: string | undefined, of: string | undefined): Change {
  const { bump: _, ...rest } = change;
  if (by !== undefined) return { ...rest, rule: `reverted by ${by.slice(0, 7)}` };
  return {
    ...rest,
    rule: of === undefined ? "concerns no package of this release" : `reverts ${of.slice(0, 7)}, which is not released`,
  };
}
