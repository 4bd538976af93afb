import type { RunProgram, TagFact } from "@relspec/core";
import { git, linesOf, tryGit } from "./run-git.ts";

const format =
  "--format=%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(committerdate:unix)%(*committerdate:unix)%00%(HEAD)%00%(refname)";

export interface ReadTag extends TagFact {
  /** Seconds since 1970 of the commit. */
  readonly seconds: number;
}

export interface Refs {
  readonly tags: readonly ReadTag[];
  /** Full name of each local and remote branch → the commit it stands on. */
  readonly branches: ReadonlyMap<string, string>;
  /** Full name of the checked-out branch; null when the head is detached. */
  readonly current: string | null;
}

/** Every tag and branch, in two git processes side by side. A tag of something else than a commit is left out. */
export async function readRefs(query: RunProgram): Promise<Refs> {
  const [all, merged] = await Promise.all([
    git(query, ["for-each-ref", format, "refs/tags", "refs/heads", "refs/remotes"]),
    git(query, ["for-each-ref", "--merged=HEAD", "--format=%(refname)", "refs/tags"]),
  ]);
  const reachable = new Set(linesOf(merged));
  const branches = new Map<string, string>();
  const tags: ReadTag[] = [];
  const nested: string[] = [];
  let current: string | null = null;
  for (const line of linesOf(all)) {
    const [type, id = "", peeledType, peeled = "", seconds = "", head, ref = ""] = line.split("\0");
    if (ref.startsWith("refs/tags/")) {
      const commit = type === "commit" ? id : peeledType === "commit" ? peeled : null;
      if (commit !== null)
        tags.push({ name: ref.slice(10), commit, merged: reachable.has(ref), seconds: Number(seconds) });
      else if (peeledType === "tag") nested.push(ref);
    } else {
      branches.set(ref, id);
      if (head === "*" && ref.startsWith("refs/heads/")) current = ref;
    }
  }
  if (nested.length > 0) tags.push(...(await peel(query, nested, reachable)));
  return { tags, branches, current };
}

/** Tags of tags, down to the commit. */
async function peel(
  query: RunProgram,
  refs: readonly string[],
  reachable: ReadonlySet<string>,
): Promise<readonly ReadTag[]> {
  const input = refs.map((ref) => `${ref}^{commit}\n`).join("");
  const { stdout } = await tryGit(query, ["cat-file", "--batch-check=%(objectname)"], { input });
  return linesOf(stdout).flatMap((line, index) => {
    const ref = refs[index];
    if (ref === undefined || !/^[0-9a-f]+$/.test(line)) return [];
    return [{ name: ref.slice(10), commit: line, merged: reachable.has(ref), seconds: 0 }];
  });
}
