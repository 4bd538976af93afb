import type { RunProgram } from "@relspec/core";
import { refusalOf } from "./refusals.ts";
import { git, linesOf, type Reach, tryGit, tryRemote } from "./run-git.ts";

/** Where a tag stands. */
export interface StandingTag {
  /** Full id of the commit. */
  readonly commit: string;
  /** Full id of the tag object; the commit's own for a tag without one. */
  readonly object: string;
}

/** Those of the named tags that are in this clone, by name. */
export async function localTags(
  query: RunProgram,
  names: readonly string[],
): Promise<ReadonlyMap<string, StandingTag>> {
  const wanted = new Set(names.map((name) => `refs/tags/${name}`));
  const format = "--format=%(objectname)%00%(*objectname)%00%(refname)";
  // One pattern is quicker than all tags; many patterns are slower.
  const patterns = wanted.size > 20 ? ["refs/tags"] : [...wanted];
  const tags = new Map<string, StandingTag>();
  for (const line of linesOf(await git(query, ["for-each-ref", format, ...patterns]))) {
    const [object = "", peeled = "", ref = ""] = line.split("\0");
    if (wanted.has(ref)) tags.set(ref.slice(10), { object, commit: peeled === "" ? object : peeled });
  }
  return tags;
}

/** Those of the named tags and branches that are on the remote now, by full name. @throws what the remote's refusal means. */
export async function remoteRefs(
  reach: Reach,
  remote: string,
  refs: readonly string[],
): Promise<ReadonlyMap<string, StandingTag>> {
  const wanted = new Set(refs);
  // Each pattern also matches the end of a longer name, so what comes back is looked through. With many, all tags are asked for.
  const patterns =
    refs.length > 50 ? [] : refs.flatMap((ref) => (ref.startsWith("refs/tags/") ? [ref, `${ref}^{}`] : [ref]));
  const { code, stdout, stderr } = await tryRemote(
    reach,
    ["ls-remote", "--quiet", "--end-of-options", remote, ...patterns],
    { timeout: 60_000 },
  );
  if (code !== 0) throw refusalOf(stderr, { remote, doing: "git ls-remote" });
  const found = new Map<string, StandingTag>();
  for (const line of linesOf(stdout)) {
    const [id = "", name = ""] = line.split("\t");
    const ref = name.replace(/\^\{\}$/, "");
    if (!wanted.has(ref)) continue;
    // The peeled line comes right after the tag's own.
    found.set(ref, { object: found.get(ref)?.object ?? id, commit: id });
  }
  return found;
}

/** Whether the clone has the remote. */
export async function hasRemote(query: RunProgram, remote: string): Promise<boolean> {
  return (await tryGit(query, ["remote", "get-url", "--end-of-options", remote])).code === 0;
}
