import type { HistoryRequest, RunProgram, TagFact } from "@relspec/core";
import { git, linesOf, tryGit } from "./run-git.ts";

interface Asked {
  readonly head: string;
  readonly branch: string | null;
  /** Name of each tag → what it stands on. */
  readonly tags: ReadonlyMap<string, string>;
  readonly ranked: HistoryRequest["ranked"];
}

/** From how many names on it is quicker to look at the whole history than at each of them. */
const few = 100;

/**
 * The tags that decide where a release begins, with whether the head has them. Where packages say which those can be, only
 * they are looked at: a walk from the head to the last release, however long the history before it. Else, or where the
 * likely ones are not on this branch, all of them in one walk through the history.
 */
export async function findTags(run: RunProgram, asked: Asked): Promise<readonly TagFact[]> {
  const { head, branch, tags, ranked } = asked;
  if (tags.size === 0) return [];
  const lists = ranked?.([...tags.keys()], branch);
  const likely = lists?.map((list) => list.slice(0, 1 + list.findIndex(({ counts }) => counts)));
  const names = [...new Set(likely?.flat().map(({ name }) => name))];
  if (lists?.every((list) => list.length === 0)) return [];
  if (names.length > 0 && names.length <= few) {
    const args = [
      "for-each-ref",
      `--merged=${head}`,
      "--format=%(refname)",
      ...names.map((name) => `refs/tags/${name}`),
    ];
    const merged = new Set(linesOf(await git(run, args)).map((ref) => ref.slice(10)));
    const settled = likely?.every((list, at) => lists?.[at]?.length === 0 || merged.has(list.at(-1)?.name ?? ""));
    if (settled) return factsOf(run, new Map(names.map((name) => [name, tags.get(name)!])), (name) => merged.has(name));
  }
  const reachable = await reachableOf(run, head, new Set(tags.values()));
  return factsOf(run, tags, (_, commit) => reachable.has(commit));
}

/** Those of the commits that the head has. */
export async function reachableOf(
  run: RunProgram,
  head: string,
  commits: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const reachable = new Set<string>();
  await git(run, ["rev-list", head, "--"], { onLine: (id) => void (commits.has(id) && reachable.add(id)) });
  return reachable;
}

/** What the head has is a commit; of the others those that stand on something else, or on nothing here, are left out. */
export async function factsOf(
  run: RunProgram,
  tags: ReadonlyMap<string, string>,
  isMerged: (name: string, commit: string) => boolean,
): Promise<readonly TagFact[]> {
  const facts = [...tags].map(([name, commit]) => ({ name, commit, merged: isMerged(name, commit) }));
  const others = facts.filter(({ merged }) => !merged);
  if (others.length === 0) return facts;
  const input = others.map(({ commit }) => `${commit}\n`).join("");
  const { stdout } = await tryGit(run, ["cat-file", "--batch-check=%(objecttype)", "--buffer"], {
    input,
    env: { GIT_NO_LAZY_FETCH: "1" },
  });
  const types = linesOf(stdout);
  const left = new Set(others.filter((_, at) => types[at] !== "commit"));
  return facts.filter((fact) => !left.has(fact));
}
