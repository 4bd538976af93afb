import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readPackument } from "../../packages/plugins/npm/src/ask-registry.ts";
import { createWorld } from "../../packages/core/src/world/create-world.ts";
import { readContext } from "../../packages/core/src/world/contexts.ts";
import { type Registry, startRegistry } from "../servers/registry.ts";
import { type Project, startProject } from "./npm-bench.ts";

let registry: Registry;
const open: Project[] = [];
let count = 0;

beforeAll(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  for (const project of open.splice(0)) await project.close();
});
afterAll(() => registry.close());

async function published(given: Partial<Parameters<typeof startProject>[0]> = {}) {
  const name = `tagged-${++count}`;
  const project = await startProject({ registry, files: { "package.json": { name, version: "0.0.0" } }, ...given });
  open.push(project);
  const publish = async (version: string, channel: string | null = null) => {
    const facts = await project.facts({ [name]: version }, { channel, version });
    const { target, results } = await project.packed(name, facts);
    await project.apply("publish", target, results);
    return facts;
  };
  const tags = async () => (await registry.packument(name))?.["dist-tags"];
  return { name, project, publish, tags };
}

describe("a dist-tag", () => {
  test("is pointed at the release, found there, and put back where it was", async () => {
    const { name, project, publish, tags } = await published();
    await publish("1.0.0");
    const facts = await publish("2.0.0", "next");
    const { target, summary } = await project.plan("dist-tag", { package: name, tag: "latest" }, facts);
    expect(summary).toBe(`point latest of ${name} at 2.0.0`);
    expect(target).toEqual({ name, version: "2.0.0", tag: "latest", registry: registry.url });
    expect(await project.check("dist-tag", target)).toEqual({ state: "absent" });
    const result = await project.apply("dist-tag", target);
    expect(result).toEqual({ previous: "1.0.0" });
    expect(await tags()).toEqual({ latest: "2.0.0", next: "2.0.0" });
    expect(await project.check("dist-tag", target)).toMatchObject({ state: "present" });
    await project.undo("dist-tag", target, result);
    expect(await tags()).toEqual({ latest: "1.0.0", next: "2.0.0" });
  });

  test("that was not there is taken away again, and one that somebody moved on is left alone", async () => {
    const { name, project, publish, tags } = await published();
    await publish("1.0.0");
    const facts = await publish("2.0.0");
    const { target } = await project.plan("dist-tag", { package: name, tag: "stable", version: "1.0.0" }, facts);
    const result = await project.apply("dist-tag", target);
    expect(await tags()).toEqual({ latest: "2.0.0", stable: "1.0.0" });
    await project.undo("dist-tag", target, result);
    expect(await tags()).toEqual({ latest: "2.0.0" });
    await project.apply("dist-tag", { ...target, version: "2.0.0" });
    await project.undo("dist-tag", target, result);
    expect(await tags()).toEqual({ latest: "2.0.0", stable: "2.0.0" });
  });

  test("that was found in place says, when undone, that what came before is not on record", async () => {
    const { name, project, publish, tags } = await published();
    const facts = await publish("1.0.0");
    const { target } = await project.plan("dist-tag", { package: name, tag: "latest" }, facts);
    const finding = await project.check("dist-tag", target);
    const result = finding.state === "present" ? finding.result : null;
    await expect(project.undo("dist-tag", target, result)).rejects.toMatchObject({ code: "RS_STEP_IRREVERSIBLE" });
    expect(await tags()).toEqual({ latest: "1.0.0" });
  });

  test("cannot point at what is not published, nor be a version", async () => {
    const { name, project } = await published();
    const facts = await project.facts({ [name]: "1.0.0" });
    const { target } = await project.plan("dist-tag", { package: name, tag: "next" }, facts);
    expect(await project.check("dist-tag", target)).toEqual({ state: "absent" });
    await expect(project.apply("dist-tag", target)).rejects.toMatchObject({
      code: "RS_STEP_FAILED",
      message: expect.stringContaining("has no"),
    });
    await expect(project.plan("dist-tag", { package: name, tag: "1.x" }, facts)).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
    });
  });
});

describe("the doctor", () => {
  test("finds the registry, the user, and a new enough npm", async () => {
    const { project } = await published();
    const { host } = new URL(registry.url);
    expect(await project.examine("npm/registry")).toMatchObject({ verdict: "ok", message: `${host} answers.` });
    expect(await project.examine("npm/identity")).toMatchObject({
      verdict: "ok",
      message: `${host} knows the token as releaser.`,
    });
    expect(await project.examine("npm/version")).toMatchObject({
      verdict: expect.stringMatching(/ok|warning/),
      message: expect.stringContaining("npm is "),
    });
    expect(await project.examine("npm/permission")).toMatchObject({
      verdict: "skipped",
      message: expect.stringContaining("does not tell"),
    });
    expect(await project.examine("npm/first-version")).toMatchObject({ verdict: "skipped" });
  });

  test("finds a wrong token, a missing one, and a registry that is down, each with a remedy", async () => {
    const wrong = await published({ token: "npm_wrong_wrong" });
    expect(await wrong.project.examine("npm/identity")).toMatchObject({
      verdict: "failed",
      code: "RS_STEP_CREDENTIALS",
      fix: [expect.stringContaining("NPM_TOKEN")],
    });
    const none = await published({ token: null });
    expect(await none.project.examine("npm/identity")).toMatchObject({
      verdict: "failed",
      fix: [expect.stringContaining("NPM_TOKEN"), expect.stringContaining("id-token")],
    });
    const down = await published({ options: { registry: "http://127.0.0.1:9/" } });
    await expect(down.project.examine("npm/registry")).rejects.toMatchObject({ code: "RS_STEP_UNREACHABLE" });
    registry.fail({ kind: "status", status: 503, path: "/-/ping" });
    expect(await none.project.examine("npm/registry")).toMatchObject({
      verdict: "failed",
      code: "RS_STEP_UNREACHABLE",
    });
  });

  test("knows that trusted publishing cannot publish a first version", async () => {
    const env = { NPM_ID_TOKEN: "an-identity-token" };
    const first = await published({ token: null, env });
    expect(await first.project.examine("npm/identity")).toMatchObject({
      verdict: "ok",
      message: expect.stringContaining("trusted publishing"),
    });
    expect(await first.project.examine("npm/first-version")).toMatchObject({
      verdict: "failed",
      message: expect.stringContaining(`${first.name} is new`),
      code: "RS_STEP_CREDENTIALS",
    });
    const withToken = await published({ env });
    await withToken.publish("1.0.0");
    expect(await withToken.project.examine("npm/first-version")).toMatchObject({ verdict: "ok" });
  });

  test("knows who may publish, where the registry tells", async () => {
    const { name, project } = await published();
    const path = `/-/package/${name}/collaborators`;
    registry.fail({ kind: "status", status: 200, path, body: JSON.stringify({ releaser: "read-write" }) });
    expect(await project.examine("npm/permission")).toMatchObject({
      verdict: "ok",
      message: `releaser may publish ${name}.`,
    });
    registry.fail({
      kind: "status",
      status: 200,
      path,
      body: JSON.stringify({ other: "read-write", releaser: "read-only" }),
    });
    expect(await project.examine("npm/permission")).toMatchObject({
      verdict: "failed",
      fix: [`npm owner add releaser ${name}`],
    });
  });

  test("has nothing to look at where nothing is published", async () => {
    const { project } = await published({ options: { publish: false } });
    expect(await project.examine("npm/identity")).toMatchObject({ verdict: "skipped" });
  });
});

describe("what a registry answers", () => {
  let server: Server;
  let url: string;
  let answer: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: "{}" };

  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(answer.status, answer.headers).end(answer.body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const read = async (given: typeof answer) => {
    answer = given;
    const context = readContext(createWorld({ root: "/", env: {} }), {
      step: "x",
      results: {},
      signal: new AbortController().signal,
    });
    return readPackument(context, "a", { registry: url, authorization: null, timeout: 2_000 });
  };

  test.each([
    ["a page", { status: 200, body: "<html>" }, "RS_STEP_FAILED", false],
    ["a list of nothing", { status: 200, body: "null" }, "RS_STEP_FAILED", false],
    ["another package", { status: 200, body: '{"name":"b","versions":{}}' }, "RS_STEP_FAILED", false],
    ["401", { status: 401, body: "" }, "RS_STEP_CREDENTIALS", false],
    ["418", { status: 418, body: "" }, "RS_STEP_FAILED", false],
    ["503", { status: 503, body: "" }, "RS_STEP_UNREACHABLE", true],
  ])("%s is an error with its reason", async (_, given, code, retryable) => {
    await expect(read(given)).rejects.toMatchObject({ code, retryable });
  });

  test("values of the wrong type are as good as none", async () => {
    const body = JSON.stringify({
      "dist-tags": { latest: 1, next: "2.0.0" },
      versions: { "1.0.0": null, "2.0.0": { dist: { integrity: 5, shasum: "x" } } },
    });
    const found = await read({ status: 200, body });
    expect([...(found?.tags ?? [])]).toEqual([["next", "2.0.0"]]);
    expect(found?.versions.get("1.0.0")).toEqual({ integrity: null, shasum: null, deprecated: null });
    expect(found?.versions.get("2.0.0")).toEqual({ integrity: null, shasum: "x", deprecated: null });
    const proto = await read({ status: 200, body: '{"versions":{"__proto__":{"dist":{}}},"dist-tags":[]}' });
    expect(proto?.versions.has("toString")).toBe(false);
  });
});
