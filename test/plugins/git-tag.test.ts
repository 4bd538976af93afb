import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { JsonObject } from "@relspec/core";
import { plannedPackage } from "@relspec/core/testing";
import git from "@relspec/plugin-git";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GitHost, type GitRepository, type RepositoryOptions, startGitHost } from "../servers/git-host.ts";
import { type GitBench, gitEnv, startGitBench } from "./git-bench.ts";

const run = promisify(execFile);
let host: GitHost;
let benches: GitBench[] = [];
let count = 0;
beforeAll(async () => void (host = await startGitHost({ users: { ana: "geheim", bot: "b" } })));
afterAll(() => host.close());
afterEach(async () => {
  await Promise.all(benches.map((bench) => bench.close()));
  benches = [];
});

interface Setting {
  readonly work: GitBench;
  readonly server: GitRepository;
  readonly sha: string;
  /** Refs on the server: name → object. */
  readonly refs: () => Promise<Record<string, string>>;
}

/** A clone with one commit, which is pushed. */
async function setUp(options: RepositoryOptions = {}, env: Record<string, string> = {}): Promise<Setting> {
  const server = await host.createRepository(`r${(count += 1)}`, options);
  const work = await startGitBench({ env });
  benches.push(work);
  const sha = await work.commit("feat: one");
  await work.git("remote", "add", "origin", server.urlFor("bot"));
  await work.git("push", "--quiet", "origin", "main");
  await work.git("remote", "set-url", "origin", server.urlFor("ana"));
  return { work, server, sha, refs: () => refsOf(server.path) };
}

async function refsOf(path: string): Promise<Record<string, string>> {
  const { stdout } = await run("git", ["-C", path, "for-each-ref", "--format=%(refname) %(objectname)"], {
    env: gitEnv,
  });
  return Object.fromEntries(
    stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" ") as [string, string]),
  );
}

const two = [
  plannedPackage({ name: "@acme/a", tag: "@acme/a@1.1.0" }),
  plannedPackage({ name: "@acme/b", to: "2.0.0", tag: "@acme/b@2.0.0", private: true }),
];

describe("git/tag", () => {
  it("tags every package, private ones too, and pushes all in one atomic push", async () => {
    const { work, sha, refs } = await setUp();
    const used = await work.use(git);
    const { target, summary } = await used.plan("tag", {}, { packages: two });
    expect(summary).toBe("tag @acme/a@1.1.0, @acme/b@2.0.0, push to origin");
    expect(await used.check("tag", target)).toEqual({ state: "absent" });
    const before = host.requests.filter(({ exchange }) => exchange === "push").length;
    const result = await used.apply("tag", target);
    expect(host.requests.filter(({ exchange }) => exchange === "push").length - before).toBe(1);
    const there = await refs();
    expect(Object.keys(there)).toEqual(["refs/heads/main", "refs/tags/@acme/a@1.1.0", "refs/tags/@acme/b@2.0.0"]);
    expect(result).toEqual({
      commit: sha,
      remote: "origin",
      tags: [
        { name: "@acme/a@1.1.0", object: there["refs/tags/@acme/a@1.1.0"] },
        { name: "@acme/b@2.0.0", object: there["refs/tags/@acme/b@2.0.0"] },
      ],
    });
    expect(await work.git("cat-file", "-p", "@acme/b@2.0.0")).toMatch(
      new RegExp(
        `^object ${sha}\ntype commit\ntag @acme/b@2.0.0\ntagger relspec <relspec@noreply.invalid> \\d+ \\+0000\n\n@acme/b 2.0.0$`,
      ),
    );
    expect(await used.check("tag", target)).toEqual({ state: "present", result });
    await work.git("fsck", "--strict");
  });

  it("makes the same tag on any machine, whoever runs it and in whatever time zone", async () => {
    const { work, server } = await setUp();
    const other = await startGitBench({
      clone: [server.url],
      env: { GIT_COMMITTER_NAME: "Ben", GIT_COMMITTER_DATE: "2001-01-01T00:00:00+09:00", TZ: "Asia/Tokyo" },
    });
    benches.push(other);
    const targets: JsonObject[] = [];
    const objects: string[] = [];
    for (const { use, git: call } of [work, other]) {
      const used = await use(git, { push: false, message: "Release {{package}}\n\n{{notes}}" });
      const { target } = await used.plan("tag");
      targets.push(target);
      await used.apply("tag", target);
      objects.push(await call("rev-parse", "v1.1.0"));
    }
    expect(targets[0]).toEqual(targets[1]);
    expect(objects[0]).toBe(objects[1]);
    expect(await work.git("for-each-ref", "--format=%(contents)", "refs/tags/v1.1.0")).toContain("### Features");
  });

  it("keeps text out of everything: names and messages are data", async () => {
    const { work, refs } = await setUp();
    const used = await work.use(git);
    const name = "v1;$(touch${IFS}pwned)`id`&&{{x}}'\"";
    const message = "$(touch pwned)\n# not a comment\n\u001b[31m{{secrets.X}} -m --force\n\nend";
    const { target } = await used.plan("tag", { tags: [{ name, message }] });
    await used.apply("tag", target);
    expect(Object.keys(await refs())).toContain(`refs/tags/${name}`);
    expect(await work.git("for-each-ref", "--format=%(contents)", "refs/tags")).toBe(message);
    expect(await work.git("status", "--porcelain")).toBe("");
    for (const bad of ["-d", "a b", "a..b", "x.lock", "a~1", "refs/../x", "a\u0000b", "@", "a\nb", "/a", ".a"]) {
      await expect(used.plan("tag", { tags: [{ name: bad }] }), bad).rejects.toMatchObject({ code: "RS_PLAN_INVALID" });
    }
    await expect((await work.use(git, { message: "{{branch}}" })).plan("tag")).rejects.toMatchObject({
      code: "RS_SPEC_TEMPLATE",
    });
  });

  it("pushes a tag that is only here, and adopts one that is there", async () => {
    const { work, sha, refs } = await setUp();
    await work.git("tag", "v1.1.0");
    const used = await work.use(git);
    const { target } = await used.plan("tag");
    expect(await used.check("tag", target)).toEqual({ state: "absent" });
    expect(await used.apply("tag", target)).toEqual({
      commit: sha,
      remote: "origin",
      tags: [{ name: "v1.1.0", object: sha }],
    });
    expect(await refs()).toMatchObject({ "refs/tags/v1.1.0": sha });
    await work.git("tag", "--delete", "v1.1.0");
    expect(await used.check("tag", target)).toMatchObject({ state: "present" });
  });

  it("overwrites no tag on another commit, neither here nor there", async () => {
    const { work, sha, server } = await setUp();
    const used = await work.use(git);
    await work.git("tag", "v1.1.0");
    await work.git("push", "--quiet", server.urlFor("bot"), "v1.1.0");
    await work.git("tag", "--delete", "v1.1.0");
    const next = await work.commit("fix: two");
    const { target } = await used.plan(
      "tag",
      {},
      { packages: [plannedPackage(), plannedPackage({ name: "b", tag: "b@1" })] },
    );
    const reason = `The tag "v1.1.0" stands on ${sha.slice(0, 9)} on origin; the release is of ${next.slice(0, 9)}.`;
    expect(await used.check("tag", target)).toEqual({ state: "conflict", reason, suggestions: ["git fetch --tags"] });
    await expect(used.apply("tag", target)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT", message: reason });
    expect(await work.git("tag")).toBe("");
    await work.git("tag", "b@1", sha);
    const { target: other } = await used.plan("tag", { tags: [{ name: "b@1" }] });
    expect(await used.check("tag", other)).toMatchObject({
      state: "conflict",
      suggestions: ["git fetch --tags", "git tag --delete b@1"],
    });
  });

  it("pushes nothing when one of several tags is refused", async () => {
    const { work, server, refs } = await setUp();
    const used = await work.use(git);
    const { target } = await used.plan("tag", {}, { packages: two });
    // Between the look and the push, someone else takes one of the names.
    const other = await startGitBench({ clone: [server.urlFor("bot")] });
    benches.push(other);
    await other.commit("fix: other");
    await other.git("tag", "@acme/b@2.0.0");
    host.fail({
      on: "advertise-push",
      call: async () => void (await other.git("push", "--quiet", server.path, "@acme/b@2.0.0")),
    });
    await expect(used.apply("tag", target)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT" });
    expect(Object.keys(await refs())).toEqual(["refs/heads/main", "refs/tags/@acme/b@2.0.0"]);
  });

  it("finds its own work when the answer to the push is lost", async () => {
    const { work, refs } = await setUp();
    const used = await work.use(git);
    const { target } = await used.plan("tag");
    host.fail({ on: "push", answerLost: true });
    // The push failed as far as git knows; what stands on the remote decides.
    expect(await used.apply("tag", target)).toMatchObject({ remote: "origin" });
    expect(await used.check("tag", target)).toMatchObject({ state: "present" });
    expect(Object.keys(await refs())).toContain("refs/tags/v1.1.0");
    host.fail({ on: "push", answerLost: true, call: () => void host.fail({ on: "advertise-fetch", status: 503 }) });
    const { target: second } = await used.plan("tag", { tags: [{ name: "second" }] });
    await expect(used.apply("tag", second)).rejects.toMatchObject({ code: "RS_STEP_UNREACHABLE", retryable: true });
  });

  it("makes tags here and says so where there is no remote", async () => {
    const { work, sha } = await setUp();
    await work.git("remote", "remove", "origin");
    const used = await work.use(git, { annotated: false });
    const { target } = await used.plan("tag");
    expect(await used.apply("tag", target)).toEqual({
      commit: sha,
      remote: null,
      tags: [{ name: "v1.1.0", object: sha }],
    });
    expect(work.log).toEqual(["There is no remote origin: the tags stay in this clone."]);
    expect(await used.check("tag", target)).toMatchObject({ state: "present" });
  });

  it("signs with ssh, as git is configured", async () => {
    const { work } = await setUp();
    const key = join(work.dir, "key");
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const { stdout } = await run("cat", [`${key}.pub`]);
    await writeFile(join(work.dir, "allowed"), `ana@example.com ${stdout}`);
    await work.git("config", "user.signingKey", key);
    await work.git("config", "gpg.ssh.allowedSignersFile", join(work.dir, "allowed"));
    const used = await work.use(git, { sign: "ssh", message: "# {{package}}" });
    const { target } = await used.plan("tag");
    await used.apply("tag", target);
    await work.git("tag", "--verify", "v1.1.0");
    expect(await work.git("for-each-ref", "--format=%(taggername) %(contents:subject)", "refs/tags")).toBe("Ana # lib");
    await work.git("config", "user.signingKey", join(work.dir, "none"));
    const { target: second } = await used.plan("tag", { tags: [{ name: "second" }] });
    await expect(used.apply("tag", second)).rejects.toMatchObject({ code: "RS_STEP_CREDENTIALS" });
    expect(await work.git("tag")).toBe("v1.1.0");
    await work.git("tag", "second");
    await expect(used.apply("tag", second)).rejects.toMatchObject({
      code: "RS_PLAN_CONFLICT",
      suggestions: ["git tag --delete second"],
    });
  });

  it("takes back only what is still its own, here and there", async () => {
    const { work, refs, sha, server } = await setUp();
    const used = await work.use(git);
    const { target } = await used.plan("tag", {}, { packages: two });
    const result = await used.apply("tag", target);
    // Someone has moved one of them meanwhile.
    await work.git("push", "--quiet", "--force", server.urlFor("bot"), `${sha}:refs/tags/@acme/b@2.0.0`);
    await work.git("tag", "--force", "@acme/b@2.0.0");
    await used.undo("tag", target, result);
    await used.undo("tag", target, result);
    expect(Object.keys(await refs())).toEqual(["refs/heads/main", "refs/tags/@acme/b@2.0.0"]);
    expect(await work.git("tag")).toBe("@acme/b@2.0.0");
  });
});

describe("what a server refuses", () => {
  const apply = async ({ work }: Setting) => {
    const used = await work.use(git);
    const { target } = await used.plan("tag");
    return used.apply("tag", target).then(
      () => null,
      (error: unknown) => error as Record<string, unknown>,
    );
  };

  it.each([401, 403, 404, 429, 500, 503])("explains %i", async (status) => {
    const setting = await setUp();
    const takeBack = host.fail({
      on: "advertise-push",
      times: 9,
      status,
      ...(status === 401 && { headers: { "www-authenticate": "Basic" } }),
    });
    const retryable = status === 429 || status >= 500;
    const code = retryable ? "RS_STEP_UNREACHABLE" : status === 404 ? "RS_STEP_FAILED" : "RS_STEP_CREDENTIALS";
    const error = await apply(setting);
    takeBack();
    expect(error).toMatchObject({ code, retryable, suggestions: [expect.stringMatching(/./)] });
    expect(JSON.stringify([error, error?.["message"]])).not.toContain("geheim");
  });

  it("explains a broken connection, a host that is not there, and a missing password", async () => {
    const setting = await setUp();
    host.fail({ on: "push", reset: true });
    expect(await apply(setting)).toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
      message: 'The connection to "origin" broke off.',
    });
    await setting.work.git("remote", "set-url", "origin", setting.server.url);
    expect(await apply(setting)).toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      retryable: false,
      message: '"origin" asks for a user and password, and git has none.',
    });
    await setting.work.git("remote", "set-url", "origin", setting.server.url.replace("://", "://ana:wrong@"));
    const wrong = await apply(setting);
    expect(wrong).toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      message: '"origin" does not accept these credentials.',
    });
    expect(JSON.stringify(wrong?.["details"])).not.toContain("wrong");
    await setting.work.git("remote", "set-url", "origin", "http://127.0.0.1:1/x.git");
    expect(await apply(setting)).toMatchObject({ code: "RS_STEP_UNREACHABLE", retryable: true });
    await setting.work.git("remote", "set-url", "origin", "http://nowhere.invalid/x.git");
    expect(await apply(setting)).toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      message: 'The host of "origin" was not found.',
    });
    await setting.work.git("remote", "set-url", "origin", "/nowhere");
    expect(await apply(setting)).toMatchObject({ code: "RS_STEP_FAILED", retryable: false });
  });

  it("explains who may not write, and rules on tags", async () => {
    expect(await apply(await setUp({ writers: ["bot"] }))).toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      message: 'This user may not push to "origin".',
    });
  });

  it("gives up on a server that says nothing more", async () => {
    const { work } = await setUp();
    const used = await work.use(git);
    const { target } = await used.plan("tag");
    host.fail({ on: "advertise-fetch", delay: 300 });
    expect(await used.check("tag", target)).toEqual({ state: "absent" });
  });
});
