import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\nversion: { branches: [main, next] }\n";
let project: TestProject;

beforeEach(() => {
  project = makeProject({ "relspec.yaml": spec });
});
afterEach(() => project.remove());

const tags = (): string => project.git("ls-remote", "--tags", "origin");

interface Answer {
  readonly outcome?: string;
  readonly base: { readonly branch: string | null };
  readonly release: { readonly version: string } | null;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string; readonly suggestions: readonly string[] };
}

async function relspec(args: readonly string[], env: Record<string, string> = {}, cwd = project.path) {
  const { code, stdout } = await runCli([...args, "--json"], { cwd, env });
  return { code, answer: JSON.parse(stdout) as Answer };
}

/** A plan shows it, a run refuses it, and nothing is on the remote. */
async function isOnlyPlanned(
  env: Record<string, string> = {},
  cwd = project.path,
): Promise<NonNullable<Answer["error"]>> {
  const plan = await relspec(["plan"], env, cwd);
  expect(plan).toMatchObject({
    code: 0,
    answer: { release: { version: "1.0.0" }, warnings: [{ code: "RS_PLAN_BRANCH" }] },
  });
  const { code, answer } = await relspec(["run"], env, cwd);
  expect({ code, error: answer.error?.code, tags: tags() }).toEqual({ code: 3, error: "RS_PLAN_BRANCH", tags: "" });
  return answer.error!;
}

describe("a run releases from release branches only", () => {
  it("not from a feature branch, pushed as it may be", async () => {
    project.git("switch", "--quiet", "--create", "feature/x");
    project.git("commit", "--quiet", "--allow-empty", "--message", "feat: not reviewed");
    project.git("push", "--quiet", "--set-upstream", "origin", "feature/x");
    const { message, suggestions } = await isOnlyPlanned();
    expect(message).toContain("The branch feature/x is not one to release from");
    expect(suggestions[0]).toBe("git switch main");
    expect((await runCli(["plan"], { cwd: project.path })).stdout).not.toContain("› relspec run");
    // A plan that was made there is no way round.
    const file = join(project.path, ".relspec-plan.json");
    await relspec(["plan", "--out", file]);
    expect((await relspec(["run", "--plan", file])).answer.error?.code).toBe("RS_PLAN_BRANCH");
    rmSync(file);
    project.git("switch", "--quiet", "main");
    expect(await relspec(["run"])).toMatchObject({ code: 0, answer: { outcome: "released" } });
  });

  it("not what a pull request proposes, even from a branch of that name in a fork", async () => {
    project.git("switch", "--quiet", "--detach");
    project.git("commit", "--quiet", "--allow-empty", "--message", "feat: merged for a look");
    for (const env of [
      {
        GITHUB_REF: "refs/pull/7/merge",
        GITHUB_REF_NAME: "7/merge",
        GITHUB_HEAD_REF: "main",
        GITHUB_EVENT_NAME: "pull_request",
      },
      { GITHUB_REF: "refs/heads/main", GITHUB_REF_NAME: "main", GITHUB_EVENT_NAME: "pull_request_target" },
      { CI_MERGE_REQUEST_IID: "7", CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "main" },
      { CHANGE_ID: "7", CHANGE_BRANCH: "main", JENKINS_URL: "https://ci.example.com" },
      { TRAVIS_PULL_REQUEST: "7", TRAVIS_BRANCH: "main" },
      { SYSTEM_PULLREQUEST_PULLREQUESTID: "7", TF_BUILD: "True", BUILD_SOURCEBRANCH: "refs/pull/7/merge" },
    ])
      expect((await isOnlyPlanned({ CI: "true", ...env })).message).toContain("pull request");
  });

  it("not from a detached checkout that no release branch holds", async () => {
    project.git("switch", "--quiet", "--detach");
    project.git("commit", "--quiet", "--allow-empty", "--message", "feat: on the side");
    expect((await isOnlyPlanned()).message).toContain("is checked out on no branch");
    project.git("push", "--quiet", "origin", "HEAD:refs/heads/topic");
    project.git("fetch", "--quiet", "origin");
    expect((await isOnlyPlanned()).message).toContain("The branch topic is not one to release from");
  });

  it("also from a detached checkout of what a release branch holds", async () => {
    const tested = project.git("rev-parse", "HEAD");
    project.git("push", "--quiet", "origin", "HEAD:refs/heads/topic");
    project.commit("feat: later");
    project.git("fetch", "--quiet", "origin");
    project.git("checkout", "--quiet", "--detach", tested);
    expect((await relspec(["plan"])).answer).toMatchObject({ base: { branch: "main" }, warnings: [] });
    expect(await relspec(["run"])).toMatchObject({ code: 0, answer: { outcome: "released" } });
    expect(tags()).toContain(`${tested}\trefs/tags/v1.0.0^{}`);
  });

  it("also from a clone that has fetched nothing but the tip of one", async () => {
    const path = join(project.path, "..", "ci");
    const git = (...args: readonly string[]): string =>
      execFileSync("git", ["-C", path, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    execFileSync("git", ["init", "--quiet", "--initial-branch=main", path]);
    git("remote", "add", "origin", `file://${project.remote}`);
    git("fetch", "--quiet", "--depth=1", "origin", "main");
    git("checkout", "--quiet", "--detach", "FETCH_HEAD");
    git("config", "user.name", "Bot");
    git("config", "user.email", "bot@example.com");
    expect(await relspec(["run"], {}, path)).toMatchObject({ code: 0, answer: { outcome: "released" } });
  });

  it("and goes on with an open release wherever it is called", async () => {
    const gate =
      "stages: { prepare: { gates: [ { approval: pm } ] } }\nroles: { pm: [{ email: ben@example.com }] }\npolicy: { identity: claimed }\n";
    project.write("relspec.yaml", `${spec}${gate}`);
    project.commit("feat: ask");
    expect((await relspec(["run"])).code).toBe(4);
    project.git("switch", "--quiet", "--create", "feature/y");
    expect(await relspec(["run"])).toMatchObject({ code: 4, answer: { outcome: "waiting" } });
  });
});
