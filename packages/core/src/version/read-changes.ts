import type { Bump, Change } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import type { History, PackageFact } from "../plugin/facts.ts";
import { classifyCommit } from "./classify-commit.ts";
import { commitsOf } from "./commits-of.ts";
import type { PastReleases } from "./last-release.ts";
import { withoutReverted } from "./without-reverted.ts";

interface Reading {
  readonly history: History;
  readonly packages: readonly PackageFact[];
  readonly version: Pick<VersionSpec, "preset" | "rules">;
  readonly past: ReadonlyMap<string, PastReleases>;
  readonly classify: (change: Change) => Bump | false | undefined | Promise<Bump | false | undefined>;
}

/** Every commit of the history as a change. Its `packages` are those in whose range it is and is not taken back. */
export async function readChanges({ history, packages, version, past, classify }: Reading): Promise<readonly Change[]> {
  const bases = new Map(packages.map(({ name }) => [name, past.get(name)?.last?.commit ?? null]));
  const counting = new Map<string, string[]>();
  const revertedBy = new Map<string, string>();
  for (const [name, commits] of commitsOf(packages, history.commits, bases)) {
    const { kept, reverted } = withoutReverted(commits, version.preset);
    for (const { id } of kept) {
      const names = counting.get(id);
      if (names) names.push(name);
      else counting.set(id, [name]);
    }
    for (const [id, by] of reverted) revertedBy.set(id, by);
  }
  const reverts = new Map([...revertedBy].map(([id, by]) => [by, id]));
  const changes: Change[] = [];
  for (const commit of history.commits) {
    const names = counting.get(commit.id) ?? [];
    const change = { ...classifyCommit(commit, version), packages: names };
    changes.push(
      names.length > 0
        ? await overridden(change, classify)
        : ignored(change, revertedBy.get(commit.id), reverts.get(commit.id)),
    );
  }
  return changes;
}

async function overridden(change: Change, classify: Reading["classify"]): Promise<Change> {
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
