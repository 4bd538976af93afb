import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeJira, startJira } from "../servers/jira.ts";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli, startCli } from "./run-cli.ts";

const example = readFileSync(join(repository, "examples/jira/relspec.yaml"), "utf8");
let fake: FakeJira;
let project: TestProject;

beforeEach(async () => {
  fake = await startJira();
  const spec = example
    .replace("https://acme.atlassian.net", fake.url)
    .replace("project: PAY", "project: PAY\n    deployment: cloud");
  project = makeProject({ "relspec.yaml": spec }, "feat: refund in euro (PAY-12)\n\nAlso helps with PAY-13.");
});
afterEach(async () => {
  project.remove();
  await fake.close();
  if (fake.violations.length > 0) throw new Error(fake.violations.join("\n"));
});

const options = () => ({ cwd: project.path, env: fake.env, built: true });
const relspec = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli([...args, "--json"], options());
  return { code, value: JSON.parse(stdout) as Record<string, never>, stderr };
};
/** What stands in Jira once the release is out, whatever came in between. */
const expectReleased = (...keys: readonly string[]) => {
  expect(fake.state.projects[0]?.versions).toEqual([
    expect.objectContaining({ name: "payments 1.0.0", released: true, releaseDate: expect.stringMatching(/^\d{4}-/) }),
  ]);
  for (const key of keys) {
    const issue = fake.issue(key);
    expect(issue).toMatchObject({ status: "Released", fixVersions: [fake.version("payments 1.0.0")?.id] });
    expect(issue.comments).toHaveLength(1);
    expect(JSON.stringify(issue.comments)).toContain("Released in payments 1.0.0.");
  }
};

describe("a release with Jira", { timeout: 120_000 }, () => {
  it("waits for its issues, is carried out, and is rolled back", async () => {
    fake.addIssue("PAY-12");
    fake.addIssue("PAY-13", { status: "In Progress" });

    const waiting = await runCli(["run"], options());
    expect(waiting.code).toBe(4);
    expect(waiting.stdout + waiting.stderr).toContain('PAY-13 is "In Progress": Do PAY-13');
    expect(fake.requests.filter(({ method }) => method !== "GET")).toEqual([]);

    fake.issue("PAY-13").status = "Done";
    expect(await relspec("run")).toMatchObject({ code: 0, value: { outcome: "released" } });
    expectReleased("PAY-12", "PAY-13");

    project.commit("fix: round half even");
    expect(await relspec("run")).toMatchObject({
      code: 0,
      value: { outcome: "released", release: { version: "1.0.1" } },
    });
    expect(fake.version("payments 1.0.1")).toMatchObject({ released: true });
    expect(await relspec("rollback", "1.0.0", "--reason", "wrong sums")).toMatchObject({ code: 0 });
    expect(fake.version("payments 1.0.1")).toMatchObject({ released: false });
    expect(fake.version("payments 1.0.0")).toMatchObject({ released: true });
  });

  it.each([
    ["creating the version", "POST", /^\/version$/],
    ["releasing it", "PUT", /^\/version\//],
    ["editing an issue", "PUT", /^\/issue\//],
    ["a transition", "POST", /transitions$/],
    ["a comment", "POST", /comment$/],
  ])("killed in %s and run again, leaves everything there once", async (_what, method, path) => {
    for (const key of ["PAY-12", "PAY-13"]) fake.addIssue(key);
    fake.misbehave({ do: "keep" }, { method, path, times: 1 });
    const child = startCli(["run", "--json"], options());
    const closed = once(child, "close");
    while (fake.kept() === 0) await setTimeout(20);
    child.kill("SIGKILL");
    await closed;

    const next = await relspec("run");

    expect(next).toMatchObject({ code: 0, value: { outcome: "released" } });
    expectReleased("PAY-12", "PAY-13");
  });

  it("stays good when Jira refuses what only informs", async () => {
    fake.addIssue("PAY-12", { noFixVersions: true });
    fake.addIssue("PAY-13", { noFixVersions: true });
    fake.misbehave({ do: "answer", status: 403 }, { path: /comment/ });

    expect(await relspec("run")).toMatchObject({ code: 0, value: { outcome: "released" } });
    expect(fake.version("payments 1.0.0")).toMatchObject({ released: true });
    expect(fake.issue("PAY-12").comments).toEqual([]);
  });
});
