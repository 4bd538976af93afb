import { isCi } from "./tell-branch.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Names that a CI system sets for pull and merge requests only. */
const requests = [
  "CI_MERGE_REQUEST_IID",
  "SYSTEM_PULLREQUEST_PULLREQUESTID",
  "BITBUCKET_PR_ID",
  "BUILDKITE_PULL_REQUEST",
  "TRAVIS_PULL_REQUEST",
  "DRONE_PULL_REQUEST",
  "CI_COMMIT_PULL_REQUEST",
  "CIRRUS_PR",
  "SEMAPHORE_GIT_PR_NUMBER",
  "CHANGE_ID",
] as const;

/**
 * CI says that it works for a pull request (GitLab: merge request), in the words of each system. Its branch may well be called
 * `main`, in a fork.
 */
export function isPullRequest(env: Env): boolean {
  if (!isCi(env)) return false;
  if (/^refs\/(?:pull|merge-requests)\//.test(env["GITHUB_REF"] ?? env["CI_MERGE_REQUEST_REF_PATH"] ?? "")) return true;
  if (/^pull_request(?:_target)?$/.test(env["GITHUB_EVENT_NAME"] ?? "")) return true;
  // Travis and Buildkite say "false" where there is none.
  return requests.some((name) => !["", "false"].includes(env[name] ?? ""));
}
