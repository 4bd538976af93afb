import { RelspecError } from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import { refusalOf } from "./refusals.ts";
import { linesOf, type Reach, tryGit, tryRemote } from "./run-git.ts";
import { parseRefs } from "./read-refs.ts";

/** Objects come in, and no ref, tag or branch of the clone is moved. */
const quietly = [
  "--quiet",
  "--no-tags",
  "--no-write-fetch-head",
  "--no-recurse-submodules",
  "--no-auto-maintenance",
  "--refmap=",
];

export interface Fetching {
  readonly reach: Reach;
  readonly remote: string;
  /** Full id of the commit whose history is wanted. */
  readonly head: string;
  /** Asked for where the remote does not know the commit, because it is not pushed. */
  readonly branch: string | null;
}

/** Every tag of the remote, by name. @throws `RS_PLAN_HISTORY` with the reason. */
export async function remoteTags({ reach, remote }: Fetching): Promise<ReadonlyMap<string, string>> {
  const args = ["ls-remote", "--quiet", "--tags", "--end-of-options", remote];
  const { code, stdout, stderr } = await tryRemote(reach, args, { timeout: 60_000, limit: 500 * 1024 * 1024 });
  if (code !== 0) throw refuseHistory(remote, stderr);
  return parseRefs(linesOf(stdout), "\t").tags;
}

/** Fetch more of the history: `how` is what `git fetch` calls it. @throws `RS_PLAN_HISTORY` with the reason. */
export async function fetchMore({ reach, remote, head, branch }: Fetching, how: string): Promise<void> {
  const fetch = (want: string) =>
    tryRemote(reach, ["fetch", ...quietly, how, "--end-of-options", remote, want], { timeout: 30 * 60_000 });
  let { code, stderr } = await fetch(head);
  if (code !== 0 && branch !== null && /not our ref|unadvertised object|couldn't find remote ref/.test(stderr))
    ({ code, stderr } = await fetch(`refs/heads/${branch}`));
  if (code !== 0) throw refuseHistory(remote, stderr);
}

/**
 * In a clone without trees, comparing commits would make git fetch them one commit at a time: here they come in one request.
 * `without`: what is not compared, with all before it.
 */
export async function fetchTrees({ reach, remote, head }: Fetching, without: readonly string[]): Promise<void> {
  const shape = ["--objects", "--no-object-names", "--missing=print", "--filter=tree:1", "--stdin"];
  const range = [head, ...without.map((id) => `^${id}^@`), ""].join("\n");
  const { stdout } = await tryGit(reach.run, ["rev-list", ...shape], { input: range });
  const missing = linesOf(stdout).flatMap((line) => (line.startsWith("?") ? [line.slice(1)] : []));
  if (missing.length === 0) return;
  const args = ["fetch", ...quietly, "--filter=blob:none", "--stdin", "--end-of-options", remote];
  const { code, stderr } = await tryRemote(reach, ["-c", "fetch.negotiationAlgorithm=noop", ...args], {
    input: `${missing.join("\n")}\n`,
    timeout: 30 * 60_000,
  });
  if (code !== 0) throw refuseHistory(remote, stderr);
}

/** An answer from half of a history would be a wrong one. `said`: git's words; null: there is nobody to ask. */
export function refuseHistory(remote: string, said: string | null): RelspecError {
  const name = cleanName(remote);
  const reason = said === null ? null : refusalOf(said, { remote, doing: "git fetch" });
  const why = reason === null ? `there is no remote "${name}" to fetch it from` : reason.message.replace(/\.$/, "");
  return new RelspecError("RS_PLAN_HISTORY", {
    message: `This clone does not have the whole history since the last releases, and it could not be completed: ${why}.`,
    suggestions: [
      ...(reason?.suggestions ?? []).filter((each) => each !== "relspec run"),
      "git fetch --unshallow --tags",
      "In GitHub Actions: `fetch-depth: 0` for actions/checkout; in GitLab: `GIT_DEPTH: 0`.",
    ],
    ...(reason && { details: reason.details }),
  });
}
