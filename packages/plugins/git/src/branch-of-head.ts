import type { HistoryRequest } from "@relspec/core";
import type { Place } from "./read-place.ts";
import { parseRefs, type Refs } from "./read-refs.ts";
import { linesOf, type Reach, tryGit, tryRemote } from "./run-git.ts";
import { branchFromCi, soleBranch } from "./tell-branch.ts";

interface Known {
  readonly refs: Refs;
  readonly remote: string;
  /** There is a remote of that name. */
  readonly isThere: boolean;
  readonly reach: Reach;
}

/**
 * The branch of what is checked out. Of a detached head: what CI says; else the release branch that stands on the commit, or
 * holds it; else the one branch that stands on it. What the remote has counts, where anything of it is known.
 */
export async function branchOfHead(
  { commit, branch }: Pick<Place, "commit" | "branch">,
  { releasedFrom = () => null }: Pick<HistoryRequest, "releasedFrom">,
  { refs, remote, isThere, reach }: Known,
): Promise<string | null> {
  if (branch !== null) return branch.slice("refs/heads/".length);
  const told = branchFromCi(reach.env);
  if (told !== null) return told;
  const ofRemote = `refs/remotes/${remote}/`;
  const prefix = [...refs.branches.keys()].some((ref) => ref.startsWith(ofRemote)) ? ofRemote : "refs/heads/";
  const standing = namesUnder(prefix, refs.branches, commit);
  const known = releasedFrom(standing) ?? releasedFrom(await holding(reach, prefix, commit));
  if (known !== null) return known;
  // A clone that fetched nothing but a commit knows no branch at all.
  const fetched = isThere && prefix !== ofRemote ? releasedFrom(await standingOnRemote(reach, remote, commit)) : null;
  return fetched ?? soleBranch(standing);
}

function namesUnder(prefix: string, branches: ReadonlyMap<string, string>, commit: string): readonly string[] {
  return [...branches]
    .flatMap(([ref, id]) => (id === commit && ref.startsWith(prefix) ? [ref.slice(prefix.length)] : []))
    .filter((name) => name !== "HEAD");
}

async function holding({ run }: Reach, prefix: string, commit: string): Promise<readonly string[]> {
  const asked = ["for-each-ref", "--format=%(refname)", `--contains=${commit}`, prefix];
  const { code, stdout } = await tryGit(run, asked, { limit: 50 * 1024 * 1024 });
  return code === 0 ? linesOf(stdout).map((ref) => ref.slice(prefix.length)) : [];
}

async function standingOnRemote(reach: Reach, remote: string, commit: string): Promise<readonly string[]> {
  const asked = ["ls-remote", "--quiet", "--heads", "--end-of-options", remote];
  const { code, stdout } = await tryRemote(reach, asked, { timeout: 60_000, limit: 50 * 1024 * 1024 });
  return code === 0 ? namesUnder("refs/heads/", parseRefs(linesOf(stdout), "\t").branches, commit) : [];
}
