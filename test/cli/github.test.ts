import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { expectWhole, type GitHubProject, startGitHubProject } from "./github-project.ts";
import { runCli, startCli } from "./run-cli.ts";

const open: GitHubProject[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function ready(): Promise<GitHubProject> {
  const started = await startGitHubProject();
  open.push(started);
  return started;
}

describe("a release on GitHub", { timeout: 240_000 }, () => {
  it("is drafted and filled before the tag, public after it, told of last, and planned without a token", async () => {
    const { fake, project, env } = await ready();
    const plan = await runCli(["plan", "--json"], {
      cwd: project.path,
      env: { GITHUB_API_URL: fake.url },
    });
    expect(plan.code).toBe(0);
    const { stages, warnings } = JSON.parse(plan.stdout) as {
      stages: { name: string; steps: { id: string; state: string }[] }[];
      warnings: unknown[];
    };
    expect(stages.flatMap(({ steps }) => steps.map(({ id, state }) => `${id} ${state}`))).toEqual([
      "build/pack to-do",
      "deploy/github/release to-do",
      "deploy/github/asset:dist/*.tgz to-do",
      "deploy/git/tag to-do",
      "deploy/github/publish to-do",
      "deploy/github/comment to-do",
      "deploy/github/milestone to-do",
      "deploy/github/deployment to-do",
    ]);
    expect(warnings).toEqual([]);
    expect(fake.writes()).toEqual([]);
    expect(fake.seen.every(({ authorization }) => authorization === null)).toBe(true);

    const run = await runCli(["run", "--json"], { cwd: project.path, env });
    expect(run.stderr + run.stdout).not.toContain(fake.token);
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: "released", steps: { failed: 0, left: 0 } });
    expectWhole(fake, project.git("rev-parse", "HEAD"));

    const doctor = await runCli(["doctor"], { cwd: project.path, env });
    expect(doctor.stdout).toContain("GitHub knows the token as releaser.");
  });

  // At every other write: test/heavy/github-kills.test.ts.
  it("is whole and once when it was killed the moment it had become public", async () => {
    const { fake, project, env } = await ready();
    const child = startCli(["run"], { cwd: project.path, env });
    fake.watch = ({ method, path }) => {
      if (method === "PATCH" && path.includes("/releases/")) child.kill("SIGKILL");
    };
    const [, signal] = (await once(child, "close")) as [number | null, string | null];
    delete fake.watch;
    expect(signal).toBe("SIGKILL");
    const again = await runCli(["run", "--json"], { cwd: project.path, env });
    expect(JSON.parse(again.stdout), again.stderr).toMatchObject({ outcome: "released" });
    expectWhole(fake, project.git("rev-parse", "HEAD"));
  });

  it("is not red because of a comment, and says what it could not do", async () => {
    const { fake, project, env } = await ready();
    fake.state.issues.clear();
    fake.state.milestones.length = 0;
    const run = await runCli(["run", "--json"], { cwd: project.path, env });
    expect(run.code).toBe(0);
    expect(fake.state.releases).toMatchObject([{ draft: false }]);
    expect(run.stderr).toContain("no milestone 1.0.0");
  });

  it("stays a draft when it is stopped before its tag, and is taken back whole", async () => {
    const { fake, project, env } = await ready();
    fake.fail({ method: "POST", path: "/assets", kind: "answer", status: 422, body: { message: "no" } });
    const run = await runCli(["run", "--json"], { cwd: project.path, env });
    expect(run.code).toBe(1);
    expect(fake.state.releases).toMatchObject([{ draft: true }]);
    expect(project.git("ls-remote", "--tags", "origin")).toBe("");
    const undo = await runCli(["undo", "--json"], { cwd: project.path, env });
    expect(undo.code, undo.stderr + undo.stdout).toBe(0);
    expect(fake.state.releases).toEqual([]);
  });

  it("that was bad says so after a rollback, and the one before is the latest again", async () => {
    const { fake, project, env } = await ready();
    const relspec = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli([...args, "--json"], { cwd: project.path, env });
      expect(code, stdout + stderr).toBe(0);
    };
    await relspec("run");
    project.commit("feat: more");
    await relspec("run");
    expect(fake.state.releases.map(({ id, tag_name }) => [tag_name, id === fake.state.latest])).toEqual([
      ["v1.0.0", false],
      ["v1.1.0", true],
    ]);
    await relspec("rollback", "1.0.0");
    expect(
      fake.state.releases.map(({ id, tag_name, body }) => [
        tag_name,
        id === fake.state.latest,
        body?.includes("[!CAUTION]\n> This release was rolled back: use 1.0.0."),
      ]),
    ).toEqual([
      ["v1.0.0", true, false],
      ["v1.1.0", false, true],
    ]);
  });
});
