import { type Commit, type History, type HistoryRequest, RelspecError } from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import { basesWithout } from "./common-base.ts";
import type { Asked } from "./asked.ts";
import type { GitOptions } from "./options.ts";
import { dateOf, logFormat, parseLog } from "./parse-log.ts";
import { type ReadTag, readRefs, type Refs } from "./read-refs.ts";
import { refuseLocation, refuseNoCommits } from "./refuse-location.ts";
import { git, linesOf, tryGit } from "./run-git.ts";
import { tellBranch } from "./tell-branch.ts";
import { webUrl } from "./web-url.ts";

/** Bytes of one history at the most: what fits into a string. */
const limit = 500 * 1024 * 1024;

/** Reads head, tags and the commits that some package has not released, in a number of git processes that never grows. */
export async function collectChanges(
  { remote, push }: Pick<GitOptions, "remote" | "push">,
  request: HistoryRequest,
  asked: Asked,
): Promise<History> {
  const { query, env } = asked;
  const [place, tip, refs, address] = await Promise.all([
    tryGit(query, ["rev-parse", "--is-shallow-repository", "--is-inside-work-tree"]),
    tryGit(query, ["log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD"]),
    readRefs(query)
      .then((read) => ({ read }))
      .catch((error: unknown) => ({ error })),
    tryGit(query, ["remote", "get-url", remote]),
  ]);
  if (place.code !== 0) throw refuseLocation(place.stderr);
  if (tip.code !== 0) throw refuseNoCommits();
  if ("error" in refs) throw refs.error;

  const [commit = "", seconds = ""] = tip.stdout.trim().split(" ");
  const branch = branchOf(refs.read, commit, remote, env);
  const { tags } = refs.read;
  const bases = [...request.bases(tags, branch).values()];
  const commits = await readCommits(asked, commit, bases, tags);
  const shallow = linesOf(place.stdout)[0] === "true";
  // A package that was never released needs everything; and a commit without parents is where a shallow clone was cut.
  if (shallow && (bases.length === 0 || bases.includes(null) || commits.some(({ parents }) => parents.length === 0)))
    throw refuseShallow();
  return {
    head: { commit, branch, date: dateOf(seconds) },
    tags: tags.map(({ name, commit: id, merged }) => ({ name, commit: id, merged })),
    commits,
    url: address.code === 0 ? webUrl(address.stdout) : null,
    warnings: push && address.code !== 0 ? [localOnly(remote)] : [],
  };
}

/**
 * From the head down to what all bases have in common. That is the oldest of them wherever releases follow each other; only
 * where histories have been merged, git is asked for it and the history is read once more.
 */
async function readCommits(
  { query }: Asked,
  head: string,
  given: readonly (string | null)[],
  tags: readonly ReadTag[],
): Promise<readonly Commit[]> {
  const bases = [...new Set(given)];
  const known = bases.filter((base) => base !== null);
  if (known.length === 0 || known.length < bases.length) return readLog(query, head, null);
  const age = new Map(tags.map(({ commit, seconds }) => [commit, seconds]));
  const oldest = known.reduce((a, b) => ((age.get(b) ?? 0) < (age.get(a) ?? 0) ? b : a));
  const commits = await readLog(query, head, oldest);
  const others = known.length === 1 ? [] : basesWithout(oldest, known, commits);
  if (others.length === 0) return commits;
  const { stdout } = await tryGit(query, ["merge-base", "--octopus", oldest, ...others]);
  return readLog(query, head, stdout.trim() || null);
}

async function readLog(query: Asked["query"], head: string, base: string | null): Promise<readonly Commit[]> {
  const until = base === null ? [] : ["--not", base];
  const shape = [
    "-z",
    "--date-order",
    "--name-only",
    "--no-renames",
    "--relative",
    "--no-ext-diff",
    "--no-textconv",
    "--encoding=UTF-8",
  ];
  return parseLog(await git(query, ["log", ...shape, `--format=${logFormat}`, head, ...until, "--"], { limit }));
}

function branchOf({ current, branches }: Refs, commit: string, remote: string, env: Asked["env"]): string | null {
  if (current !== null) return current.slice("refs/heads/".length);
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
