import type { RunProgram } from "@relspec/core";
import type { Completing, Since } from "./complete-history.ts";
import { readLog } from "./read-log.ts";

/**
 * The commits since the likeliest tag, where all packages share one line of tags: read at once, because a head that has the
 * tag has a commit right after it among them, so that git need not be asked whether it has. Null where it has not, or where
 * another tag counts; then the tags have to be looked at.
 */
export async function readSinceTag(run: RunProgram, head: string, asked: Completing): Promise<Since | null> {
  const { request, branch, tags, paths } = asked;
  const lists = request.ranked?.([...tags.keys()], branch) ?? [];
  const [likeliest] = lists.length === 1 ? lists[0]! : [];
  const base = tags.get(likeliest?.name ?? "");
  if (likeliest?.counts !== true || base === undefined) return null;
  await asked.bringTrees([base]);
  // A tag can stand on something else than a commit, or on nothing that is here.
  const commits = await readLog(run, { head, without: [base], paths }).catch(() => []);
  if (head !== base && !commits.some(({ parents }) => parents.includes(base))) return null;
  const facts = [{ name: likeliest.name, commit: base, merged: true }];
  const bases = [...request.bases(facts, branch).values()];
  return bases.every((each) => each === base) ? { tags: facts, commits, bases } : null;
}
