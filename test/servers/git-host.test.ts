import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHost, startGitHost } from "./git-host.ts";

const run = promisify(execFile);
const quiet = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
const person = {
  GIT_AUTHOR_NAME: "Ana",
  GIT_AUTHOR_EMAIL: "ana@example.com",
  GIT_COMMITTER_NAME: "Ana",
  GIT_COMMITTER_EMAIL: "ana@example.com",
};

async function git(cwd: string, ...argv: string[]): Promise<{ code: number; out: string }> {
  const env = { PATH: process.env["PATH"], HOME: cwd, ...quiet, ...person };
  try {
    const { stdout, stderr } = await run("git", argv, { cwd, env });
    return { code: 0, out: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout + stderr };
  }
}

describe("a git host", () => {
  let host: GitHost;
  let temp: string;
  beforeAll(async () => {
    host = await startGitHost({ users: { ana: "a:b", bot: "b" } });
    temp = await mkdtemp(join(tmpdir(), "relspec-git-host-test-"));
    await git(temp, "init", "-q", "-b", "main", "work");
    await git(join(temp, "work"), "commit", "-q", "--allow-empty", "-m", "one");
  });
  afterAll(async () => {
    await host.close();
    await rm(temp, { recursive: true });
  });
  const work = (...argv: string[]) => git(join(temp, "work"), ...argv);
  const onServer = async (path: string): Promise<string> =>
    (await git(path, "for-each-ref", "--format=%(refname)")).out.trim();

  it("takes a push from a user, and says so to the one who asks it again", async () => {
    const { urlFor, path, url } = await host.createRepository("team/a");
    expect(await work("push", "-q", urlFor("ana"), "main", "HEAD:refs/tags/v1")).toEqual({ code: 0, out: "" });
    expect(await onServer(path)).toBe("refs/heads/main\nrefs/tags/v1");
    expect((await work("ls-remote", url)).out).toContain("refs/tags/v1");
  });

  it("refuses who it does not know, and who may not write", async () => {
    const { url, urlFor } = await host.createRepository("b", { writers: ["bot"], private: true });
    expect((await work("push", url, "main")).out).toContain("could not read Username");
    expect((await work("ls-remote", url.replace("://", "://ana:wrong@"))).out).toContain("Authentication failed");
    expect((await work("push", urlFor("ana"), "main")).out).toContain("error: 403");
    expect((await work("push", urlFor("bot"), "main")).code).toBe(0);
    expect((await work("ls-remote", url)).code).toBe(128);
    expect((await work("ls-remote", `${host.url}/none.git`)).out).toContain("not found");
  });

  it("keeps protected branches and immutable tags", async () => {
    const { urlFor, path } = await host.createRepository("c", {
      protectedBranches: { main: ["bot"] },
      immutableTags: true,
    });
    const refused = await work("push", urlFor("ana"), "main");
    expect(refused.out).toMatch(/protected branch[^]*\[remote rejected\] main -> main \(pre-receive hook declined\)/);
    expect((await work("push", urlFor("bot"), "main", "HEAD:refs/tags/v1")).code).toBe(0);
    await work("commit", "-q", "--allow-empty", "-m", "two");
    expect((await work("push", "-f", urlFor("ana"), "HEAD:refs/tags/v1")).out).toContain("immutable tag");
    expect((await work("push", urlFor("ana"), ":refs/tags/v1")).out).toContain("immutable tag");
    expect(await onServer(path)).toBe("refs/heads/main\nrefs/tags/v1");
  });

  it("does not take atomic pushes when it is told so", async () => {
    const { urlFor } = await host.createRepository("d", { atomic: false });
    expect((await work("push", "--atomic", urlFor("ana"), "main")).out).toContain("does not support --atomic");
  });

  it("fails as often as it is told to, and then works", async () => {
    const { urlFor, path } = await host.createRepository("e");
    const push = () => work("push", urlFor("ana"), "main");
    host.fail({ on: "advertise-push", status: 503 });
    expect((await push()).out).toContain("error: 503");
    host.fail({ on: "push", reset: true });
    expect((await push()).out).toContain("Empty reply");
    expect(await onServer(path)).toBe("");
    const takeBack = host.fail({ on: "push", status: 500, times: 9 });
    expect((await push()).out).toContain("500");
    takeBack();
    let seen = false;
    host.fail({
      on: "push",
      answerLost: true,
      call: async () => void (seen = (await onServer(path)) === "refs/heads/main"),
    });
    expect((await push()).code).not.toBe(0);
    expect(seen).toBe(true);
    expect((await push()).out).toContain("up-to-date");
    expect(
      host.requests
        .filter(({ repository, exchange }) => repository === "e" && exchange === "push")
        .map(({ status }) => status),
    ).toEqual([0, 500, 0]);
  });
});
