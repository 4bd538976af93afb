import { Gitlab } from "@gitbeaker/rest";
import type { JsonObject, PlanningFacts } from "@relspec/core";
import { plannedPackage, planningFacts } from "@relspec/core/testing";
import gitlab from "@relspec/plugin-gitlab";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GitLabServer, gitlabToken, startGitLab } from "../servers/gitlab.ts";
import { startReceiver } from "../servers/receiver.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

const closing: (() => Promise<void>)[] = [];
let server: GitLabServer;
const commit = planningFacts().base.commit;
beforeEach(async () => {
  server = await startGitLab();
  server.tags.set("v1.1.0", commit);
  closing.push(() => server.close());
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly options?: JsonObject;
  readonly env?: Record<string, string>;
  readonly facts?: Partial<PlanningFacts>;
}
async function bench({ options = {}, env = {}, facts = {} }: Given = {}): Promise<Bench> {
  const made = await startBench(gitlab, {
    options: { project: "acme/tools/lib", url: server.url, timeout: 3000, ...options },
    env: { GITLAB_TOKEN: gitlabToken, ...env },
    facts,
  });
  closing.push(() => made.close());
  return made;
}
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error & { code: string; suggestions: readonly string[] },
  );
const planned = async (made: Bench, given: JsonObject = {}) => (await made.plan("release", given)).target;
/** GitLab's own client, as a second opinion on what the server holds. */
const client = () => new Gitlab({ host: server.url, token: gitlabToken });

describe("gitlab/release", () => {
  test("creates a release with links and milestones, which GitLab's client reads; finds it, and takes it back", async () => {
    server.milestones.set("1.1", { id: 3, state: "active" });
    const made = await bench({
      options: {
        title: "{{name}} {{version}}",
        milestones: ["1.1"],
        links: [{ name: "docs", url: "https://docs.acme.dev/{{version}}", type: "runbook" }],
      },
    });
    const { target, summary } = await made.plan("release", {});
    expect(summary).toBe("create the release v1.1.0 of acme/tools/lib");
    expect(await made.check("release", target)).toEqual({ state: "absent" });
    const result = await made.apply("release", target);
    expect(result).toEqual({ tag: "v1.1.0", evidence: [expect.stringMatching(/^760d/)], links: ["docs"] });
    const shown = await client().ProjectReleases.show("acme/tools/lib", "v1.1.0");
    expect(shown).toMatchObject({
      name: "lib 1.1.0",
      description: expect.stringMatching(
        /^### Features\n\n- add a thing\n\n<!-- relspec: lib 1\.1\.0 c0ffee000000 -->$/,
      ),
      milestones: [{ title: "1.1" }],
      assets: { links: [{ name: "docs", url: "https://docs.acme.dev/1.1.0", link_type: "runbook" }] },
    });
    expect(await made.check("release", target)).toEqual({ state: "present", result });
    // A second one is not made, whoever asks.
    expect(await made.apply("release", target)).toEqual(result);
    await made.undo("release", target, result);
    await made.undo("release", target, result);
    expect(server.releases.size).toBe(0);
    expect(JSON.stringify([target, result])).not.toContain(gitlabToken);
  });

  test.each([
    ["private", "private-token", gitlabToken],
    ["job", "job-token", gitlabToken],
    ["bearer", "authorization", `Bearer ${gitlabToken}`],
  ])("sends its token the way of %s", async (auth, header, value) => {
    const seen: (string | undefined)[] = [];
    server.door.answer(
      ({ headers }) => (seen.push(headers[header]), { status: 404, body: '{"message":"404 Not Found"}' }),
      1,
    );
    const made = await bench({
      options: { auth, token: "{{secrets.CI_JOB_TOKEN}}" },
      env: { CI_JOB_TOKEN: gitlabToken },
    });
    await made.check("release", await planned(made));
    expect(seen).toEqual([value]);
  });

  test("stands back from a release of someone else, and from a tag on another commit", async () => {
    const made = await bench();
    const target = await planned(made);
    await client().ProjectReleases.create("acme/tools/lib", {
      tag_name: "v1.1.0",
      name: "mine",
      description: "by hand",
    });
    expect(await made.check("release", target)).toMatchObject({ state: "conflict" });
    expect(await failure(made.apply("release", target))).toMatchObject({ code: "RS_PLAN_CONFLICT" });
    expect(await failure(made.undo("release", target))).toMatchObject({ code: "RS_PLAN_CONFLICT" });
    server.releases.clear();
    await made.apply("release", target);
    server.tags.set("v1.1.0", "1".repeat(40));
    expect(await made.check("release", target)).toMatchObject({
      state: "conflict",
      reason: expect.stringContaining("11111111"),
    });
  });

  test("each tag has a release of its own", async () => {
    const packages = [
      plannedPackage({ name: "@acme/a", tag: "@acme/a@1.1.0", notes: "a's\n" }),
      plannedPackage({ name: "@acme/b", tag: "@acme/b@0.1.0", to: "0.1.0", notes: "b's\n" }),
    ];
    server.tags.set("@acme/b@0.1.0", commit);
    const made = await bench({ facts: { packages } });
    expect(await failure(planned(made))).toMatchObject({ code: "RS_PLAN_INVALID" });
    await made.apply("release", await planned(made, { tag: "@acme/b@0.1.0" }));
    expect(server.releases.get("@acme/b@0.1.0")?.description).toMatch(/^b's/);
  });

  test("where the project is hosted decides, else the job", async () => {
    const at = async (options: JsonObject, url: string | null, env: Record<string, string> = {}) => {
      const made = await startBench(gitlab, { options, env, facts: { url } });
      closing.push(() => made.close());
      return ((await planned(made))["at"] as { api: string }).api;
    };
    expect(await at({}, "https://git.acme.dev/a/b/c")).toBe("https://git.acme.dev/api/v4/projects/a%2Fb%2Fc");
    expect(await at({ project: "42", url: "https://x.dev/gitlab/" }, null)).toBe(
      "https://x.dev/gitlab/api/v4/projects/42",
    );
    const job = { CI_PROJECT_PATH: "g/p", CI_SERVER_URL: "https://ci.dev" };
    expect(await at({}, null, job)).toBe("https://ci.dev/api/v4/projects/g%2Fp");
    expect(await failure(at({}, null))).toMatchObject({ code: "RS_SPEC_INVALID" });
    for (const url of ["http://git.acme.dev", "file:///etc", "x"])
      expect(await failure(at({ url }, "https://a.dev/a/b"))).toMatchObject({ code: "RS_SPEC_INVALID" });
  });
});

describe("when GitLab does not play along", () => {
  test.each([
    [400, { message: "Milestone(s) not found: 9" }, "RS_STEP_FAILED", "Milestone(s) not found: 9"],
    [401, { message: "401 Unauthorized" }, "RS_STEP_CREDENTIALS", "Unauthorized"],
    [403, { error: "insufficient_scope" }, "RS_STEP_CREDENTIALS", "insufficient_scope"],
    [404, { message: "404 Project Not Found" }, "RS_STEP_FAILED", "Project Not Found"],
    [422, { message: "Ref is not specified" }, "RS_STEP_FAILED", "Ref is not specified"],
    [400, { message: { name: ["is too \u001b[31mlong"] } }, "RS_STEP_FAILED", "is too"],
    [429, { message: "Retry later" }, "RS_STEP_UNREACHABLE", "Retry later"],
    [502, "<html>", "RS_STEP_UNREACHABLE", "502"],
  ] as const)("%i %j is %s", async (status, body, code, words) => {
    const made = await bench();
    const target = await planned(made);
    const reset = String(Math.floor(Date.now() / 1000) + 60);
    server.door.answer({
      status,
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "ratelimit-reset": reset },
    });
    const error = await failure(made.apply("release", target));
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error?.message).not.toContain("\u001b");
    const { retryAfter = 0 } = error as unknown as { retryAfter?: number };
    expect(retryAfter > 30_000).toBe(code === "RS_STEP_UNREACHABLE");
  });

  test("a project that is not shown is not taken for a release that is not there", async () => {
    const hidden = await startGitLab({ visible: false });
    closing.push(() => hidden.close());
    const made = await bench({ options: { url: hidden.url } });
    expect(await failure(made.check("release", await planned(made)))).toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      message: expect.stringContaining("acme/tools/lib"),
    });
  });

  test.each(["deaf", "gone", "half", "huge", "early"] as const)(
    "one that is %s is an error, and not an answer",
    async (fault) => {
      const made = await bench();
      const target = await planned(made);
      server.door.fail(fault);
      for (const work of [made.check("release", target), made.apply("release", target)])
        expect(["RS_STEP_UNREACHABLE", "RS_STEP_FAILED"]).toContain((await failure(work))?.code);
    },
  );

  test.each(["<html>hello</html>", "[]", "{}", "null", '{"tag_name":"v9"}', '{"tag_name":5}'])(
    "an answer %j is not GitLab's",
    async (body) => {
      const made = await bench();
      const target = await planned(made);
      server.door.answer({ status: 200, body });
      for (const work of [made.check("release", target), made.apply("release", target)])
        expect(await failure(work)).toMatchObject({ code: "RS_STEP_FAILED" });
    },
  );

  test("the token does not follow to elsewhere", async () => {
    const other = await startReceiver();
    closing.push(() => other.close());
    server.door.answer({ status: 307, headers: { location: other.url } });
    const made = await bench();
    expect(await failure(made.apply("release", await planned(made)))).toMatchObject({ code: "RS_STEP_FAILED" });
    expect(other.received).toEqual([]);
  });
});

describe("gitlab/close-milestone and gitlab/banner", () => {
  test("closes a milestone, finds it closed, and opens it again", async () => {
    server.milestones.set("1.1", { id: 3, state: "active" });
    const made = await bench();
    const { target } = await made.plan("close-milestone", { title: "1.1" });
    expect(await made.check("close-milestone", target)).toEqual({ state: "absent" });
    await made.apply("close-milestone", target);
    await made.apply("close-milestone", target);
    expect(await client().ProjectMilestones.all("acme/tools/lib")).toMatchObject([{ title: "1.1", state: "closed" }]);
    expect(await made.check("close-milestone", target)).toMatchObject({ state: "present" });
    await made.undo("close-milestone", target);
    expect(server.milestones.get("1.1")?.state).toBe("active");
    const { target: none } = await made.plan("close-milestone", { title: "2.0" });
    expect(await made.check("close-milestone", none)).toMatchObject({ state: "conflict" });
  });

  test("a line stands above the text of a release once, and goes again", async () => {
    const made = await bench();
    await made.apply("release", await planned(made));
    const { target } = await made.plan("banner", { tag: "v1.1.0", text: "Rolled back.\n<b>" });
    expect(await made.check("banner", target)).toEqual({ state: "absent" });
    await made.apply("banner", target);
    await made.apply("banner", target);
    expect(server.releases.get("v1.1.0")?.description).toMatch(/^> Rolled back\. <b>\n\n### Features/);
    expect(await made.check("banner", target)).toMatchObject({ state: "present" });
    // It is still the release that was made.
    expect(await made.check("release", await planned(made))).toMatchObject({ state: "present" });
    await made.undo("banner", target);
    expect(server.releases.get("v1.1.0")?.description).toMatch(/^### Features/);
  });

  test("a rollback marks the version that is left", async () => {
    const { rollback } = gitlab.setup({ milestones: [], links: [], closeMilestones: false });
    const packages = [plannedPackage({ from: "1.1.0", to: "1.0.0", tag: "v1.0.0", previousTag: "v1.1.0" })];
    expect(rollback?.(planningFacts({ packages }))).toMatchObject([
      { uses: "gitlab/banner", with: { tag: "v1.1.0", text: "This version was rolled back to 1.0.0." } },
    ]);
  });
});

describe("gitlab/access", () => {
  test("proves that the token may release", async () => {
    expect(await (await bench()).examine("gitlab/access")).toMatchObject({ verdict: "ok" });
  });

  test("says what is wrong, and how to mend it", async () => {
    const guest = await startGitLab({ level: 20 });
    closing.push(() => guest.close());
    expect(await (await bench({ options: { url: guest.url } })).examine("gitlab/access")).toMatchObject({
      verdict: "failed",
      fix: [expect.stringContaining("Developer")],
    });
    expect(await (await bench({ env: { GITLAB_TOKEN: "" } })).examine("gitlab/access")).toMatchObject({
      verdict: "failed",
      fix: ["Set the environment variable GITLAB_TOKEN."],
    });
    expect(await (await bench({ env: { GITLAB_TOKEN: "another-token" } })).examine("gitlab/access")).toMatchObject({
      verdict: "failed",
      message: expect.stringContaining("Unauthorized"),
    });
  });
});
