type Env = Readonly<Record<string, string | undefined>>;

/** Where CI systems say which branch a detached checkout is of; the first that answers counts. */
const sources: readonly ((env: Env) => string | undefined)[] = [
  // GitHub, Gitea, Forgejo; a pull request's ref name is "12/merge", so its head comes first.
  (env) => env["GITHUB_HEAD_REF"],
  (env) =>
    env["GITHUB_REF_TYPE"] === "tag" || env["GITHUB_REF"]?.startsWith("refs/pull/")
      ? undefined
      : env["GITHUB_REF_NAME"],
  // GitLab
  (env) => env["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
  (env) => env["CI_COMMIT_BRANCH"],
  (env) => (env["CI_COMMIT_TAG"] ? undefined : env["CI_COMMIT_REF_NAME"]),
  // Azure Pipelines
  (env) => withoutPrefix(env["SYSTEM_PULLREQUEST_SOURCEBRANCH"] ?? env["BUILD_SOURCEBRANCH"], "refs/heads/"),
  (env) => env["BITBUCKET_BRANCH"],
  (env) => env["CIRCLE_BRANCH"],
  (env) => env["BUILDKITE_BRANCH"],
  (env) => env["TRAVIS_PULL_REQUEST_BRANCH"] || (env["TRAVIS_TAG"] ? undefined : env["TRAVIS_BRANCH"]),
  (env) => env["DRONE_SOURCE_BRANCH"] ?? env["DRONE_BRANCH"],
  (env) => env["CIRRUS_BRANCH"],
  (env) => env["SEMAPHORE_GIT_BRANCH"],
  // Jenkins: "origin/main"
  (env) => env["CHANGE_BRANCH"] ?? env["BRANCH_NAME"],
  (env) => env["GIT_BRANCH"]?.replace(/^origin\//, ""),
];

/** Name of the branch that CI says it builds; null when it does not say. */
export function branchFromCi(env: Env): string | null {
  if (!isCi(env)) return null;
  for (const source of sources) {
    const name = source(env);
    if (name !== undefined && isBranchName(name)) return name;
  }
  return null;
}

export function isCi(env: Env): boolean {
  return env["CI"] !== undefined || env["JENKINS_URL"] !== undefined || env["TF_BUILD"] !== undefined;
}

/** Of branches on one commit the only one, or `main` or `master`; null when neither is among them: the branch decides the channel. */
export function soleBranch(standing: readonly string[]): string | null {
  const names = [...new Set(standing)];
  return names.length === 1 ? (names[0] as string) : (["main", "master"].find((name) => names.includes(name)) ?? null);
}

function withoutPrefix(text: string | undefined, prefix: string): string | undefined {
  return text?.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

/** By git's own rules of names: what comes from the environment is data like everything. */
export function isBranchName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return (
    name !== "" &&
    !/^-|^@$|[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/.test(name)
  );
}
