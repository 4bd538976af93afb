import type { History, HistoryRequest } from "@relspec/core";
import { branchOfHead } from "./branch-of-head.ts";
import { cleanName } from "./clean-text.ts";
import type { Asked } from "./asked.ts";
import { completeHistory, type Completing, type Since } from "./complete-history.ts";
import { fetchMore, type Fetching, fetchTrees, refuseHistory, remoteTags } from "./fetch-history.ts";
import { findChannels } from "./find-channels.ts";
import { findNewcomers } from "./find-newcomers.ts";
import { findTags } from "./find-tags.ts";
import type { GitOptions } from "./options.ts";
import { dateOf } from "./parse-log.ts";
import { readBranches } from "./read-branches.ts";
import { readCommits } from "./read-commits.ts";
import { readFolder } from "./read-folder.ts";
import { type Place, readPlace } from "./read-place.ts";
import { readRefs } from "./read-refs.ts";
import { readRemote } from "./read-remote.ts";
import { isPullRequest } from "./is-pull-request.ts";
import { readSinceTag } from "./read-since-tag.ts";
import { git } from "./run-git.ts";
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
  const branch = await branchOfHead(place, request, {
    refs: refs.read,
    remote,
    isThere: told.url !== null,
    reach: { run: query, env },
  });
  const paths = needsPaths(request, place);
  const fetching: Fetching = { reach: { run: query, env }, remote, head, branch };
  const partial = place.shallow || told.withoutTags;
  if (partial && told.url === null) throw refuseHistory(remote, null);
  // A clone without tags would take everything for unreleased.
  const names = partial ? new Map([...refs.read.tags, ...(await remoteTags(fetching))]) : refs.read.tags;
  const asked: Completing = {
    request,
    branch,
    tags: names,
    paths,
    bringTrees: async (without) => {
      if (paths && told.filter?.startsWith("tree:")) await fetchTrees(fetching, without);
    },
  };
  // Who is new can only be told from all that was released.
  const asksForNewcomers = request.contributors !== undefined;
  if (place.shallow && asksForNewcomers) await fetchMore(fetching, "--unshallow");
  const since = place.shallow && !asksForNewcomers ? await completeHistory(fetching, asked) : null;
  const { tags, commits, bases } =
    since ?? (await readSinceTag(query, head, asked)) ?? (await readWhole(query, head, asked));
  const { isReleased = () => false, contributors } = request;
  const newcomers = contributors && (await findNewcomers(query, contributors(commits), bases));
  // What a shallow clone has of other branches is cut off too, and would mislead.
  const branches = place.shallow
    ? []
    : await readBranches(query, { refs: refs.read, remote, head: { commit: head, branch }, isReleased });
  const notes = await findChannels(
    { query, env },
    { branches, refs: refs.read, remote: told.url === null ? null : remote },
  );
  const { folder } = request;
  const files = folder && (await readFolder(query, head, folder.path, folder.releases(tags)));
  return {
    ...(isPullRequest(env) && { pullRequest: true }),
    head: { commit: head, branch, date: commits[0]?.date ?? (await dateOfCommit(query, head)) },
    tags,
    branches,
    channels: notes.channels,
    commits,
    ...(files && { files }),
    ...(newcomers && { newcomers }),
    url: told.url === null ? null : webUrl(told.url),
    warnings: [
      ...(push && told.url === null ? [localOnly(remote)] : []),
      ...(place.shallow ? [completed(remote)] : []),
      ...notes.warnings,
    ],
  };
}

/** Of a clone that has its whole history. */
async function readWhole(query: Asked["query"], head: string, asked: Completing): Promise<Since> {
  const { request, branch, paths } = asked;
  const tags = await findTags(query, { head, branch, tags: asked.tags, ranked: request.ranked });
  const bases = [...request.bases(tags, branch).values()];
  const [only = null, ...others] = new Set(bases);
  await asked.bringTrees(only === null || others.length > 0 ? [] : [only]);
  return { tags, commits: await readCommits(query, head, bases, paths), bases };
}

/** Everything belongs to a sole package that is the whole repository. */
function needsPaths({ packages, folder, paths = false }: HistoryRequest, { prefix }: Place): boolean {
  return paths || packages.length !== 1 || packages[0]?.path !== "." || prefix !== "" || folder !== undefined;
}

async function dateOfCommit(query: Asked["query"], commit: string): Promise<string> {
  return dateOf((await git(query, ["log", "-1", "--no-show-signature", "--format=%ct", commit, "--"])).trim());
}

function completed(remote: string): History["warnings"][number] {
  return {
    code: "RS_PLAN_HISTORY",
    message: `The clone is shallow: tags were read from ${cleanName(remote)}, and what was missing of the history was fetched into the clone.`,
    suggestions: ["git fetch --unshallow --tags"],
  };
}

function localOnly(remote: string): History["warnings"][number] {
  return {
    code: "RS_PLAN_LOCAL",
    message: `There is no remote "${cleanName(remote)}": tags stay in this clone.`,
    suggestions: [`git remote add ${remote} URL`],
  };
}
