import { type History, type HistoryRequest, RelspecError } from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import type { Asked } from "./asked.ts";
import { findTags } from "./find-tags.ts";
import type { GitOptions } from "./options.ts";
import { dateOf } from "./parse-log.ts";
import { readCommits } from "./read-commits.ts";
import { readFolder } from "./read-folder.ts";
import { type Place, readPlace } from "./read-place.ts";
import { readRefs, type Refs } from "./read-refs.ts";
import { readRemote } from "./read-remote.ts";
import { git } from "./run-git.ts";
import { tellBranch } from "./tell-branch.ts";
import { webUrl } from "./web-url.ts";

/** Reads head, tags and the commits that some package has not released, in a number of git processes that never grows. */
export async function collectChanges(
  { remote, push }: Pick<GitOptions, "remote" | "push">,
  request: HistoryRequest,
  { query, env }: Asked,
): Promise<History> {
  const [place, refs, told] = await Promise.all([
    readPlace(query),
    readRefs(query).then(
      (read) => ({ read }),
      (error: unknown) => ({ error }),
    ),
    readRemote(query, remote),
  ]);
  if ("error" in refs) throw refs.error;
  const head = place.commit;
  const branch = branchOf(place, refs.read, remote, env);
  const tags = await findTags(query, { head, branch, tags: refs.read.tags, ranked: request.ranked });
  const bases = [...request.bases(tags, branch).values()];
  const { folder } = request;
  const [commits, files] = await Promise.all([
    readCommits(query, head, bases, needsPaths(request, place)),
    folder && readFolder(query, head, folder.path, folder.releases(tags)),
  ]);
  // A package that was never released needs everything; and a commit without parents is where a shallow clone was cut.
  if (
    place.shallow &&
    (bases.length === 0 || bases.includes(null) || commits.some(({ parents }) => parents.length === 0))
  )
    throw refuseShallow();
  return {
    head: { commit: head, branch, date: commits[0]?.date ?? (await dateOfCommit(query, head)) },
    tags,
    commits,
    ...(files && { files }),
    url: told.url === null ? null : webUrl(told.url),
    warnings: push && told.url === null ? [localOnly(remote)] : [],
  };
}

/** Everything belongs to a sole package that is the whole repository. */
function needsPaths({ packages, folder }: HistoryRequest, { prefix }: Place): boolean {
  return packages.length !== 1 || packages[0]?.path !== "." || prefix !== "" || folder !== undefined;
}

async function dateOfCommit(query: Asked["query"], commit: string): Promise<string> {
  return dateOf((await git(query, ["log", "-1", "--no-show-signature", "--format=%ct", commit, "--"])).trim());
}

function branchOf({ commit, branch }: Place, { branches }: Refs, remote: string, env: Asked["env"]): string | null {
  if (branch !== null) return branch.slice("refs/heads/".length);
  const remotePrefix = `refs/remotes/${remote}/`;
  const standing = [...branches].filter(([, id]) => id === commit).map(([ref]) => ref);
  const under = (prefix: string): readonly string[] =>
    standing
      .filter((ref) => ref.startsWith(prefix))
      .map((ref) => ref.slice(prefix.length))
      .filter((name) => name !== "HEAD");
  const remotes = under(remotePrefix);
  return tellBranch(env, remotes.length > 0 ? remotes : under("refs/heads/"));
}

function refuseShallow(): RelspecError {
  return new RelspecError("RS_PLAN_HISTORY", {
    message: "This clone is shallow: the history does not reach back to the last release of every package.",
    suggestions: [
      "git fetch --unshallow --tags",
      "In GitHub Actions: `fetch-depth: 0` for actions/checkout; in GitLab: `GIT_DEPTH: 0`.",
    ],
  });
}

function localOnly(remote: string): History["warnings"][number] {
  return {
    code: "RS_PLAN_LOCAL",
    message: `There is no remote "${cleanName(remote)}": tags stay in this clone.`,
    suggestions: [`git remote add ${remote} URL`],
  };
}
