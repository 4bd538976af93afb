import type { Commit, HistoryRequest, RunProgram, TagFact } from "@relspec/core";
import { type Fetching, fetchMore } from "./fetch-history.ts";
import { factsOf, reachableOf } from "./find-tags.ts";
import { readCommits } from "./read-commits.ts";
import { git } from "./run-git.ts";

export interface Completing {
  readonly request: HistoryRequest;
  readonly branch: string | null;
  /** All tags of the remote and of the clone. */
  readonly tags: ReadonlyMap<string, string>;
  readonly paths: boolean;
  /** To be called before commits are compared, with what is not: a partial clone may lack their trees. */
  readonly bringTrees: (without: readonly string[]) => Promise<void>;
}

export interface Since {
  readonly tags: readonly TagFact[];
  readonly commits: readonly Commit[];
  /** Full ids of the last releases; null for a package without one. */
  readonly bases: readonly (string | null)[];
}

/** How many commits more are fetched before everything is. */
const steps = [100, 2_000] as const;

/**
 * What happened since the last releases, in a clone that was cut off: from what is here where that is enough, else from more
 * and more of the history. Null once all of it is here. Nothing is concluded from a commit that is missing.
 *
 * `git fetch --shallow-exclude=TAG` would fetch less, but cuts a merge off from both of its sides where one of them ends:
 * commits that were merged after the release and begun before it would be lost.
 */
export async function completeHistory(fetching: Fetching, asked: Completing): Promise<Since | null> {
  const { run } = fetching.reach;
  for (const count of steps) {
    const since = await sinceReleases(run, fetching.head, asked);
    if (since) return since;
    await fetchMore(fetching, `--deepen=${count}`);
    if (!(await isShallow(run))) return null;
  }
  const since = await sinceReleases(run, fetching.head, asked);
  if (!since) await fetchMore(fetching, "--unshallow");
  return since;
}

/** From what is here, when it settles every package; else null. */
async function sinceReleases(run: RunProgram, head: string, asked: Completing): Promise<Since | null> {
  const { request, branch, tags, paths } = asked;
  const lists = request.ranked?.([...tags.keys()], branch);
  if (!lists || lists.length === 0) return null;
  const reachable = await reachableOf(run, head, new Set(tags.values()));
  const isHere = (name: string) => reachable.has(tags.get(name) ?? "");
  // A tag that is not found in half of a history may stand in the other half.
  const settled = lists.every((list) => {
    const last = list.findIndex(({ name, counts }) => counts && isHere(name));
    return last !== -1 && list.slice(0, last).every(({ name }) => isHere(name));
  });
  if (!settled) return null;
  const found = new Map([...tags].filter(([name]) => isHere(name)));
  const facts = await factsOf(run, found, () => true);
  const bases = [...request.bases(facts, branch).values()];
  if (bases.length === 0 || bases.includes(null)) return null;
  await asked.bringTrees([]);
  const commits = await readCommits(run, head, bases, paths);
  // Without parents: there the clone was cut.
  return commits.some(({ parents }) => parents.length === 0) ? null : { tags: facts, commits, bases };
}

async function isShallow(run: RunProgram): Promise<boolean> {
  return (await git(run, ["rev-parse", "--is-shallow-repository"])).trim() === "true";
}
