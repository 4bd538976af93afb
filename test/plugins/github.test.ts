import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "@relspec/core";
import plugin from "../../packages/plugins/github/src/index.ts";
import { refusals } from "../../packages/plugins/github/src/refusals.ts";
import { change, planningFacts, plannedPackage } from "@relspec/core/testing";
import { type FakeGitHub, startGitHub } from "../servers/github.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Given {
  readonly options?: JsonObject;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly facts?: Parameters<typeof planningFacts>[0];
}

async function ready({ options = {}, env = {}, facts = {} }: Given = {}): Promise<{ fake: FakeGitHub; bench: Bench }> {
  const fake = await startGitHub();
  const bench = await startBench(plugin, {
    options: { repository: "acme/lib", ...options },
    env: { PATH: process.env["PATH"], GITHUB_TOKEN: fake.token, GITHUB_API_URL: fake.url, ...env },
    facts,
  });
  open.push(bench, fake);
  return { fake, bench };
}

const commit = planningFacts().base.commit;

describe("github/release", () => {
  test("drafts with notes, marker and commit, and nobody sees it", async () => {
    const { fake, bench } = await ready();
    const { target, summary } = await bench.plan("release", {});
    expect(summary).toBe("draft the release v1.1.0 of acme/lib");
    await bench.apply("release", target);
    expect(fake.state.releases).toMatchObject([
      { tag_name: "v1.1.0", name: "v1.1.0", draft: true, prerelease: false, target_commitish: commit },
    ]);
    expect(fake.state.releases[0]?.body).toMatch(
      /^### Features\n\n- add a thing\n\n<!-- relspec: lib 1\.1\.0 \w{12} -->$/,
    );
    expect((await fetch(`${fake.url}/repos/acme/lib/releases/tags/v1.1.0`)).status).toBe(404);
  });

  test("a draft is found among hundreds of releases, though GitHub does not find it by its tag", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    await bench.apply("release", target);
    const draft = fake.state.releases[0]!;
    for (let n = 0; n < 95; n++)
      fake.state.releases.push({ ...draft, id: 5000 + n, tag_name: `v0.${n}.0`, draft: false });
    expect(await bench.check("release", target)).toMatchObject({ state: "present", result: { release: draft.id } });
    await bench.apply("release", target);
    expect(fake.state.releases.filter(({ tag_name }) => tag_name === "v1.1.0")).toHaveLength(1);
  });

  test("a draft whose answer was lost is found, and made once", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    fake.fail({ method: "POST", path: "/releases", kind: "lost" });
    await expect(bench.apply("release", target)).rejects.toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
    });
    expect(await bench.check("release", target)).toMatchObject({ state: "present" });
    await bench.apply("release", target);
    expect(fake.state.releases).toHaveLength(1);
  });

  test("two drafts of one tag are nobody's to choose between", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    await bench.apply("release", target);
    fake.state.releases.push({ ...fake.state.releases[0]!, id: 9999 });
    await expect(bench.apply("release", target)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT" });
    await expect(bench.check("release", target)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT" });
  });

  test("notes of a megabyte are cut at a line, with a link to all changes, and still known as ours", async () => {
    const notes = `### Features\n\n${"- a thing that was added to this library\n".repeat(25_000)}`;
    const { fake, bench } = await ready({ facts: { notes, packages: [plannedPackage({ previousTag: "v1.0.0" })] } });
    const { target } = await bench.plan("release", {});
    await bench.apply("release", target);
    const body = fake.state.releases[0]!.body!;
    expect(body.length).toBeLessThanOrEqual(125_000);
    expect(body.length).toBeGreaterThan(124_000);
    expect(body).toMatch(
      /library\n\n… and \d+ more changes: \[all of them\]\(http\S+\/acme\/lib\/compare\/v1\.0\.0\.\.\.v1\.1\.0\)\n\n<!-- relspec/,
    );
    expect(await bench.check("release", target)).toMatchObject({ state: "present" });
  });

  test("generated notes come from GitHub, below its own text where both are asked for", async () => {
    const { fake, bench } = await ready({ options: { notes: "both" } });
    const { target } = await bench.plan("release", {});
    await bench.apply("release", target);
    expect(fake.state.releases[0]?.body).toMatch(/^### Features[^]*What's Changed[^]*<!-- relspec: lib/);
    expect(await bench.check("release", target)).toMatchObject({ state: "present" });
  });

  test("each tag of a release has its own", async () => {
    const packages = ["a", "b"].map((name) =>
      plannedPackage({ name, path: name, tag: `${name}@1.1.0`, notes: `notes of ${name}` }),
    );
    const { fake, bench } = await ready({ facts: { packages } });
    await expect(bench.plan("release", {})).rejects.toMatchObject({
      code: "RS_PLAN_INVALID",
      suggestions: [expect.stringContaining("a@1.1.0")],
    });
    for (const tag of ["a@1.1.0", "b@1.1.0"])
      await bench.apply("release", (await bench.plan("release", { tag })).target);
    expect(fake.state.releases.map(({ tag_name, body }) => [tag_name, body?.split("\n")[0]])).toEqual([
      ["a@1.1.0", "notes of a"],
      ["b@1.1.0", "notes of b"],
    ]);
  });

  test("a draft that a person has published since is not deleted by taking the step back", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    const result = await bench.apply("release", target);
    fake.state.releases[0]!.draft = false;
    await expect(bench.undo("release", target, result)).rejects.toMatchObject({ code: "RS_STEP_IRREVERSIBLE" });
    expect(fake.state.releases).toHaveLength(1);
  });
});

describe("github/asset", () => {
  async function withAsset(content = "the library") {
    const both = await ready();
    await both.bench.write("dist/lib.tgz", content);
    const draft = await both.bench.plan("release", {});
    await both.bench.apply("release", draft.target);
    const { target } = await both.bench.plan("asset", { path: "dist/*.tgz", label: "Library" });
    return { ...both, target };
  }

  test("uploads bytes and label, and knows them again", async () => {
    const { fake, bench, target } = await withAsset();
    expect(await bench.check("asset", target)).toEqual({ state: "absent" });
    const result = await bench.apply("asset", target);
    expect(fake.state.releases[0]?.assets).toMatchObject([
      { name: "lib.tgz", label: "Library", size: 11, state: "uploaded" },
    ]);
    expect(await bench.check("asset", target)).toMatchObject({
      state: "present",
      result: { assets: [{ name: "lib.tgz" }] },
    });
    expect(result).toMatchObject({ assets: [{ digest: fake.state.releases[0]?.assets[0]?.digest }] });
  });

  test("an upload that broke off in the middle is replaced", async () => {
    const { fake, bench, target } = await withAsset();
    fake.fail({ method: "POST", path: "/assets", kind: "half" });
    await expect(bench.apply("asset", target)).rejects.toMatchObject({ code: "RS_STEP_UNREACHABLE", retryable: true });
    expect(fake.state.releases[0]?.assets).toMatchObject([{ state: "starter" }]);
    expect(await bench.check("asset", target)).toEqual({ state: "absent" });
    await bench.apply("asset", target);
    expect(fake.state.releases[0]?.assets).toMatchObject([{ state: "uploaded", size: 11 }]);
    expect(bench.log.join("\n")).toContain("only in part");
  });

  test("an upload whose answer was lost is not sent twice", async () => {
    const { fake, bench, target } = await withAsset();
    fake.fail({ method: "POST", path: "/assets", kind: "lost" });
    await expect(bench.apply("asset", target)).rejects.toMatchObject({ retryable: true });
    await bench.apply("asset", target);
    expect(fake.seen.filter(({ method, path }) => method === "POST" && path.includes("/assets"))).toHaveLength(1);
  });

  test("a GitHub that makes no digests is believed by size", async () => {
    const { fake, bench, target } = await withAsset();
    await bench.apply("asset", target);
    fake.state.releases[0]!.assets[0]!.digest = null;
    expect(await bench.check("asset", target)).toMatchObject({ state: "present" });
    fake.state.releases[0]!.assets[0]!.size = 4;
    expect(await bench.check("asset", target)).toMatchObject({ state: "conflict" });
  });

  test("nothing that matches is an error, unless it is optional; an empty file and twins are refused by name", async () => {
    const { bench } = await withAsset();
    const none = await bench.plan("asset", { path: "out/*.zip" });
    await expect(bench.apply("asset", none.target)).rejects.toMatchObject({
      message: expect.stringContaining("out/*.zip"),
    });
    const optional = await bench.plan("asset", { path: "out/*.zip", optional: true });
    expect(await bench.apply("asset", optional.target)).toMatchObject({ assets: [] });
    await bench.write("a/same.txt", "1");
    await bench.write("b/same.txt", "2");
    await expect(
      bench.apply("asset", (await bench.plan("asset", { path: "?/same.txt" })).target),
    ).rejects.toMatchObject({
      message: expect.stringContaining("a/same.txt and b/same.txt"),
    });
    await bench.write("empty.txt", "");
    await expect(bench.apply("asset", (await bench.plan("asset", { path: "empty.txt" })).target)).rejects.toMatchObject(
      {
        message: expect.stringContaining("empty.txt is empty"),
      },
    );
  });

  test("a token does not go where a lying answer sends uploads", async () => {
    const thief = await startGitHub();
    open.push(thief);
    const release = {
      id: 1000,
      tag_name: "v1.1.0",
      draft: true,
      upload_url: `${thief.url}/uploads/repos/acme/lib/releases/1000/assets{?name,label}`,
    };
    const lying = await startGitHub();
    open.push(lying);
    lying.fail({ path: "/releases/tags", kind: "answer", status: 200, body: release, times: 9 });
    lying.fail({ path: "/assets", kind: "answer", status: 200, body: [], times: 9 });
    const again = await startBench(plugin, {
      options: { repository: "acme/lib" },
      env: { PATH: process.env["PATH"], GITHUB_TOKEN: lying.token, GITHUB_API_URL: lying.url },
    });
    open.push(again);
    await again.write("dist/lib.tgz", "the library");
    const planned = await again.plan("asset", { path: "dist/*.tgz" });
    await expect(again.apply("asset", planned.target)).rejects.toMatchObject({
      message: expect.stringContaining("not its own"),
    });
    expect(thief.seen).toEqual([]);
  });
});

describe("github/publish", () => {
  async function drafted(given: Given = {}) {
    const both = await ready(given);
    await both.bench.write("dist/lib.tgz", "the library");
    const release = await both.bench.apply("release", (await both.bench.plan("release", {})).target);
    const asset = await both.bench.apply("asset", (await both.bench.plan("asset", { path: "dist/*.tgz" })).target);
    both.bench.results["deploy/github/release"] = release;
    both.bench.results["deploy/github/asset"] = asset;
    const { target, summary } = await both.bench.plan("publish", {});
    return { ...both, target, summary };
  }

  test("makes the draft public as the latest, and is found again", async () => {
    const { fake, bench, target, summary } = await drafted();
    expect(summary).toBe("publish the release v1.1.0 of acme/lib as the latest");
    expect(await bench.check("publish", target)).toEqual({ state: "absent" });
    expect(await bench.apply("publish", target)).toMatchObject({ tag: "v1.1.0", immutable: false });
    expect(fake.state).toMatchObject({ latest: 1000, tags: new Map([["v1.1.0", commit]]) });
    expect(await bench.check("publish", target)).toMatchObject({ state: "present" });
  });

  test.each([
    ["is gone", (fake: FakeGitHub) => void fake.state.releases[0]!.assets.splice(0), "lib.tgz is missing"],
    [
      "came in part",
      (fake: FakeGitHub) => void (fake.state.releases[0]!.assets[0]!.state = "starter"),
      "lib.tgz is there only in part",
    ],
    [
      "is another",
      (fake: FakeGitHub) => void (fake.state.releases[0]!.assets[0]!.digest = "sha256:00"),
      "lib.tgz has other content",
    ],
  ])("does not publish when a file %s", async (_, harm, says) => {
    const { fake, bench, target } = await drafted();
    harm(fake);
    await expect(bench.apply("publish", target)).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining(says),
    });
    expect(fake.state.releases[0]?.draft).toBe(true);
  });

  test("a tag on another commit is a conflict, and the draft stays one", async () => {
    const { fake, bench, target } = await drafted();
    fake.state.tags.set("v1.1.0", "b".repeat(40));
    await expect(bench.apply("publish", target)).rejects.toMatchObject({
      code: "RS_PLAN_CONFLICT",
      message: expect.stringContaining("bbbbbbbbb"),
    });
    expect(fake.state.releases[0]?.draft).toBe(true);
  });

  test("a commit that GitHub does not know is said with the remedy", async () => {
    const { fake, bench, target } = await drafted();
    fake.state.commits = new Set();
    await expect(bench.apply("publish", target)).rejects.toMatchObject({
      message: expect.stringContaining("does not know the commit"),
      suggestions: ["git push"],
    });
  });

  test("an immutable release has all its files, and cannot be taken back", async () => {
    const { fake, bench, target } = await drafted();
    fake.state.immutable = true;
    const result = await bench.apply("publish", target);
    expect(result).toMatchObject({ immutable: true });
    expect(fake.state.releases[0]).toMatchObject({ immutable: true, assets: [{ name: "lib.tgz" }] });
    await expect(bench.undo("publish", target, result)).rejects.toMatchObject({ code: "RS_STEP_IRREVERSIBLE" });
  });

  test("a prerelease is marked and not the latest; a maintenance release is not the latest", async () => {
    const release = { ...planningFacts().release, type: "prerelease" as const, channel: "beta" };
    const beta = await drafted({ facts: { release } });
    await beta.bench.apply("publish", beta.target);
    expect(beta.fake.state).toMatchObject({ latest: null, releases: [{ prerelease: true }] });
    const line = await drafted({ facts: { release: { ...release, type: "maintenance", channel: "1.x" } } });
    expect(line.target).toMatchObject({ prerelease: false, latest: "false" });
  });

  test("a category of discussions that does not exist is named with the place to look", async () => {
    const { bench, target } = await drafted({ options: { discussion: "Nowhere" } });
    await expect(bench.apply("publish", target)).rejects.toMatchObject({
      message: expect.stringContaining("no such category"),
    });
  });
});

describe("what GitHub refuses", () => {
  test.each([
    [
      "the secondary limit",
      403,
      { "retry-after": "17" },
      "You have exceeded a secondary rate limit.",
      "RS_STEP_UNREACHABLE",
      17_000,
    ],
    [
      "the secondary limit without a word",
      403,
      {},
      "You have exceeded a secondary rate limit.",
      "RS_STEP_UNREACHABLE",
      60_000,
    ],
    ["too many requests", 429, { "retry-after": "5" }, "slow down", "RS_STEP_UNREACHABLE", 5_000],
    ["a server that is down", 502, {}, "bad gateway", "RS_STEP_UNREACHABLE", undefined],
    ["a wrong token", 401, {}, "Bad credentials", "RS_STEP_CREDENTIALS", undefined],
    [
      "single sign-on",
      403,
      { "x-github-sso": "required; url=https://x" },
      "Resource protected by organization SAML enforcement.",
      "RS_STEP_CREDENTIALS",
      undefined,
    ],
    ["an archive", 403, {}, "Repository was archived so is read-only.", "RS_STEP_FAILED", undefined],
    ["a ruleset", 422, {}, "Repository rule violations found", "RS_STEP_CREDENTIALS", undefined],
    ["a permission", 403, {}, "Resource not accessible by integration", "RS_STEP_CREDENTIALS", undefined],
    ["an immutable tag", 422, {}, "tag_name was used by an immutable release", "RS_PLAN_CONFLICT", undefined],
  ] as const)(
    "%s is told in words, with the wait that is asked for",
    async (_, status, headers, message, code, retryAfter) => {
      const { fake, bench } = await ready();
      const { target } = await bench.plan("release", {});
      fake.fail({ method: "POST", path: "/releases", kind: "answer", status, headers, body: { message } });
      const error = await bench.apply("release", target).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code,
        retryable: code === "RS_STEP_UNREACHABLE",
        retryAfter,
        message: expect.stringContaining(message.replace(/\.$/, "")),
      });
      expect(JSON.stringify(error) + String(error)).not.toContain(fake.token);
      expect(fake.state.releases).toEqual([]);
    },
  );

  test("the hour's limit is waited for until it is new", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    const reset = String(Math.ceil(Date.now() / 1000) + 120);
    fake.fail({
      method: "POST",
      kind: "answer",
      status: 403,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      body: { message: "API rate limit exceeded" },
    });
    const error = (await bench.apply("release", target).catch((thrown: unknown) => thrown)) as { retryAfter: number };
    expect(error.retryAfter).toBeGreaterThan(60_000);
    expect(error.retryAfter).toBeLessThanOrEqual(122_000);
  });

  test("a token that may only read is told what it lacks; none at all, and a strange one, too", async () => {
    const reader = await ready();
    const weak = await startBench(plugin, {
      options: { repository: "acme/lib" },
      env: { PATH: process.env["PATH"], GITHUB_TOKEN: reader.fake.readToken, GITHUB_API_URL: reader.fake.url },
    });
    open.push(weak);
    await expect(weak.apply("release", (await weak.plan("release", {})).target)).rejects.toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      suggestions: [expect.stringContaining("contents: write"), expect.anything()],
    });
    const none = await ready({ env: { GITHUB_TOKEN: undefined } });
    await expect(none.bench.apply("release", (await none.bench.plan("release", {})).target)).rejects.toMatchObject({
      code: "RS_RUN_SECRET",
    });
    const odd = await ready({ env: { GITHUB_TOKEN: "two words\nand a line" } });
    await expect(odd.bench.apply("release", (await odd.bench.plan("release", {})).target)).rejects.toMatchObject({
      code: "RS_STEP_CREDENTIALS",
    });
  });
});

describe("five hostile servers", () => {
  test("a silent one is left when the step is told to stop", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    fake.fail({ kind: "hang", times: 99 });
    const stop = new AbortController();
    const applied = bench.apply("release", target, stop.signal);
    setTimeout(() => stop.abort(new Error("stop")), 50);
    await expect(applied).rejects.toMatchObject({ code: "RS_RUN_INTERRUPTED" });
  });

  test.each([
    [
      "lies: another release than asked for",
      { kind: "answer", status: 201, body: { id: 4, tag_name: "v9.9.9", draft: true } },
    ],
    [
      "lies: a public release instead of a draft",
      { kind: "answer", status: 201, body: { id: 4, tag_name: "v1.1.0", draft: false } },
    ],
    ["breaks its answer off", { kind: "cut" }],
    ["answers with a page", { kind: "answer", status: 200, body: "<html>Welcome</html>" }],
    [
      "answers with another shape",
      { kind: "answer", status: 201, body: { id: "4", tag: 7, __proto__: { draft: true } } },
    ],
    ["answers with nothing", { kind: "answer", status: 204 }],
    ["sends elsewhere", { kind: "answer", status: 302, headers: { location: "http://127.0.0.1:9/" } }],
  ] as const)("one that %s is found out, and the draft is there once in the end", async (_, fault) => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    fake.fail({ method: "POST", path: "/releases", ...fault });
    await expect(bench.apply("release", target)).rejects.toMatchObject({ code: expect.stringMatching(/^RS_STEP_/) });
    await bench.apply("release", target);
    expect(fake.state.releases).toHaveLength(1);
  });

  test("an endless answer is cut off", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    fake.fail({ method: "GET", path: "/releases", kind: "endless" });
    await expect(bench.apply("release", target)).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("larger than"),
    });
  });

  test("a list without an end is left at the length of GitHub's own", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    const release = { id: 1, tag_name: "other", draft: true };
    fake.fail({
      method: "GET",
      path: "/repos/acme/lib/releases/tags",
      kind: "answer",
      status: 404,
      body: {},
      times: 1,
    });
    fake.fail({
      method: "GET",
      path: "/repos/acme/lib/releases",
      kind: "answer",
      status: 200,
      body: Array.from({ length: 30 }, () => release),
      times: 10_000,
    });
    await expect(bench.apply("release", target)).rejects.toMatchObject({
      message: expect.stringContaining("more than 10000"),
    });
    expect(fake.state.releases).toEqual([]);
  });

  test("an escape sequence in a refusal does not reach the terminal", async () => {
    const { fake, bench } = await ready();
    const { target } = await bench.plan("release", {});
    fake.fail({
      method: "POST",
      kind: "answer",
      status: 422,
      headers: { deprecation: "yes" },
      body: { message: "\u001b[31mred\u001b[0m\r\nsecond" },
    });
    const error = (await bench.apply("release", target).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain("red second");
    expect(error.message + bench.log.join()).not.toContain("\u001b");
  });
});

describe("credentials", () => {
  test("an API that only the spec names gets no token before the step is carried out", async () => {
    const { fake, bench } = await ready();
    const named = await startBench(plugin, {
      options: { repository: "acme/lib", api: fake.url },
      env: { PATH: process.env["PATH"], GITHUB_TOKEN: fake.token },
    });
    open.push(named);
    const { target } = await named.plan("release", {});
    await named.check("release", target);
    expect(fake.seen.map(({ authorization }) => authorization)).toEqual([null]);
    await named.apply("release", target);
    expect(fake.writes().map(({ authorization }) => authorization)).toEqual([`token ${fake.token}`]);
    expect(bench.log).toEqual([]);
  });

  test("http:// is only for this machine", async () => {
    const { bench } = await ready({ env: { GITHUB_API_URL: "http://github.example.com/api/v3" } });
    await expect(bench.plan("release", {})).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
  });

  test("an app signs, gets a token for the repository, keeps it, and does not print its key", async () => {
    const { generateKeyPairSync } = await import("node:crypto");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = privateKey.export({ type: "pkcs1", format: "pem" }) as string;
    const { fake, bench } = await ready({
      options: { app: { id: 1 } },
      env: { GITHUB_TOKEN: undefined, GITHUB_APP_KEY: key },
    });
    const { target } = await bench.plan("release", {});
    await bench.apply("release", target);
    await bench.apply("release", target);
    expect(fake.writes().filter(({ path }) => path.endsWith("/access_tokens"))).toHaveLength(1);
    expect(fake.state.releases).toHaveLength(1);
    const bad = await ready({
      options: { app: { id: 1 } },
      env: { GITHUB_TOKEN: undefined, GITHUB_APP_KEY: "no key at all" },
    });
    const error = await bad.bench.apply("release", target).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "RS_STEP_CREDENTIALS", message: expect.stringContaining("private key") });
    expect(String(error)).not.toContain("no key at all");
  });

  test.each([
    ["https://github.com/acme/lib.git", "https://api.github.com", "https://github.com/acme/lib"],
    ["git@github.com:acme/lib.git", "https://api.github.com", "https://github.com/acme/lib"],
    ["ssh://git@ssh.github.com:443/acme/lib.git", "https://api.github.com", "https://github.com/acme/lib"],
    ["https://git.acme.example/acme/lib", "https://git.acme.example/api/v3", "https://git.acme.example/acme/lib"],
    ["https://acme.ghe.com/acme/lib", "https://api.acme.ghe.com", "https://acme.ghe.com/acme/lib"],
  ])("the remote %s leads to %s", async (url, api, web) => {
    const bench = await startBench(plugin, { env: { PATH: process.env["PATH"] }, facts: { url } });
    open.push(bench);
    const { target } = await bench.plan("release", {});
    expect(target["at"]).toEqual({ api, web, owner: "acme", repo: "lib" });
  });

  test("a remote that leads nowhere is said with the remedy", async () => {
    const bench = await startBench(plugin, { env: { PATH: process.env["PATH"] }, facts: { url: null } });
    open.push(bench);
    await expect(bench.plan("release", {})).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
      suggestions: [expect.stringContaining("repository:")],
    });
  });
});

describe("github/comment", () => {
  const facts = { changes: [change({ references: ["#7", "#12", "other/repo#3", "PAY-3", "acme/lib#7"] })] };

  test("tells each named issue once, and leaves those of other repositories alone", async () => {
    const { fake, bench } = await ready({ facts });
    for (const number of [7, 12]) fake.state.issues.set(number, { labels: new Set() });
    const { target } = await bench.plan("comment", { labels: ["released"] });
    expect(target["numbers"]).toEqual([7, 12]);
    fake.fail({ method: "POST", path: "/issues/12/comments", kind: "lost" });
    await expect(bench.apply("comment", target)).rejects.toMatchObject({ retryable: true });
    const result = await bench.apply("comment", target);
    expect(fake.state.comments.map(({ issue, body }) => [issue, body.split("\n")[0]])).toEqual([
      [7, "This is part of lib 1.1.0."],
      [12, "This is part of lib 1.1.0."],
    ]);
    expect(result).toMatchObject({ skipped: [] });
  });

  test("what is locked or gone keeps no other from being told", async () => {
    const { fake, bench } = await ready({ facts });
    fake.state.issues.set(12, { labels: new Set() });
    const { target } = await bench.plan("comment", {});
    expect(await bench.apply("comment", target)).toMatchObject({
      comments: [{ number: 12 }],
      skipped: [{ number: 7 }],
    });
    expect(bench.action("comment").critical).toBe(false);
  });

  test("a secondary limit in the middle is waited for, and those already told are not told again", async () => {
    const { fake, bench } = await ready({ facts });
    for (const number of [7, 12]) fake.state.issues.set(number, { labels: new Set() });
    const { target } = await bench.plan("comment", {});
    fake.fail({
      method: "POST",
      path: "/issues/12",
      kind: "answer",
      status: 403,
      headers: { "retry-after": "3" },
      body: { message: "You have exceeded a secondary rate limit" },
    });
    await expect(bench.apply("comment", target)).rejects.toMatchObject({ retryable: true, retryAfter: 3000 });
    await bench.apply("comment", target);
    expect(fake.state.comments.map(({ issue }) => issue)).toEqual([7, 12]);
  });
});

describe("doctor", () => {
  test("says who releases, and what is there", async () => {
    const { fake, bench } = await ready();
    fake.state.immutable = true;
    const answers = await Promise.all(
      ["token", "identity", "repository", "permission", "rules", "immutable"].map(async (id) => [
        id,
        (await bench.examine(`github/${id}`)).verdict,
      ]),
    );
    expect(answers).toEqual(
      ["token", "identity", "repository", "permission", "rules", "immutable"].map((id) => [id, "ok"]),
    );
    expect((await bench.examine("github/identity")).message).toContain("releaser");
    fake.state.rulesets.push({ id: 1, name: "no tags", target: "tag", enforcement: "active" });
    fake.state.immutable = false;
    expect(await bench.examine("github/rules")).toMatchObject({
      verdict: "warning",
      message: expect.stringContaining("no tags"),
    });
    expect(await bench.examine("github/immutable")).toMatchObject({ verdict: "warning" });
  });

  test("finds a token that may not write, a wrong one, none, and a repository that is not there", async () => {
    const { fake } = await ready();
    const asked = async (id: string, env: Record<string, string>, repository = "acme/lib") => {
      const bench = await startBench(plugin, {
        options: { repository },
        env: { PATH: process.env["PATH"], GITHUB_API_URL: fake.url, ...env },
      });
      open.push(bench);
      return bench.examine(`github/${id}`);
    };
    expect(await asked("permission", { GITHUB_TOKEN: fake.readToken })).toMatchObject({
      verdict: "failed",
      fix: [expect.stringContaining("contents: write"), expect.anything()],
    });
    expect(await asked("identity", { GITHUB_TOKEN: "ghp_wrong" })).toMatchObject({
      verdict: "failed",
      code: "RS_STEP_CREDENTIALS",
    });
    expect(await asked("token", {})).toMatchObject({ verdict: "failed" });
    expect(await asked("repository", { GITHUB_TOKEN: fake.token }, "acme/other")).toMatchObject({ verdict: "failed" });
  });
});

test("the table of refusals tells each of them", async () => {
  const page = await readFile(new URL("../../docs/plugins/github.md", import.meta.url), "utf8");
  for (const { what, code } of refusals) expect(page).toContain(`| ${what} | \`${code}\` |`);
});
