import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { planningFacts, plannedPackage } from "@relspec/core/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ImageRegistry, imagePassword, noImageRegistry, startImageRegistry } from "../servers/image-registry.ts";
import { startDockerBench } from "./docker-bench.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

const project = async (image: string, options: object = {}, env: Record<string, string> = {}) => {
  const own = await startDockerBench({ options: { image, insecure: true, ...options }, env });
  closing.push(own.close);
  return own;
};

describe.skipIf(noImageRegistry)(`a tag${noImageRegistry ? ` (skipped: ${noImageRegistry})` : ""}`, () => {
  let registry: ImageRegistry;
  beforeAll(async () => void (registry = await startImageRegistry()));
  afterAll(() => registry.close());

  it("moves by digest, and back when the step is undone or the release rolled back", async () => {
    const old = await registry.seed("acme/tags", "1.0.0", "1.0.0");
    const wanted = await registry.seed("acme/tags", "1.2.3", "1.2.3");
    await registry.seed("acme/tags", "latest", "1.0.0");
    const before = await registry.digest("acme/tags", "latest");
    const own = await project(`${registry.host}/acme/tags`);
    const { target } = await own.plan("tag", { tag: "latest" });
    const result = await own.apply("tag", target);
    expect(result).toEqual({ digest: wanted, previous: before });
    expect(await own.check("tag", target)).toEqual({ state: "present", result: { digest: wanted } });
    await own.undo("tag", target, result);
    expect(await registry.digest("acme/tags", "latest")).toBe(before);

    await own.apply("tag", target);
    const down = await own.plan("tag", { tag: "latest", version: "1.0.0" });
    expect(await own.check("tag", down.target)).toMatchObject({ state: "conflict" });
    await expect(own.apply("tag", down.target)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT" });
    const facts = planningFacts({ packages: [plannedPackage({ from: "1.2.3", to: "1.0.0" })] });
    const steps = own.contributions.rollback?.({ ...facts, release: { ...facts.release, version: "1.0.0" } }) ?? [];
    expect(steps.map(({ id }) => id)).toEqual(["docker/tag:latest", "docker/tag:1", "docker/tag:1.0"]);
    const back = await own.plan("tag", steps[0]?.with);
    await own.apply("tag", back.target);
    expect(await registry.digest("acme/tags", "latest")).toBe(old);
  });

  it("that was not there before stays when the registry lets nobody take it away, and says so", async () => {
    await registry.seed("acme/new", "1.2.3", "1.2.3");
    const own = await project(`${registry.host}/acme/new`);
    const { target } = await own.plan("tag", { tag: "beta" });
    const result = await own.apply("tag", target);
    await expect(own.undo("tag", target, result)).rejects.toMatchObject({ code: "RS_STEP_IRREVERSIBLE" });
  });

  it("of the version itself is nothing that moves", async () => {
    const own = await project(`${registry.host}/acme/tags`);
    await expect(own.plan("tag", { tag: "1.2.3" })).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
  });
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that is no registry, or a bad one. */
async function badServer(answer: Answer): Promise<{ host: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: `sha256:${"0".repeat(64)}`, size: 1 },
  layers: [],
});
const lie = { "docker-content-digest": `sha256:${"1".repeat(64)}` };

describe("a registry that is not what it should be", () => {
  const bad: readonly (readonly [string, Answer, object])[] = [
    ["lies about a digest", (_, response) => response.writeHead(200, lie).end(manifest), { code: "RS_STEP_FAILED" }],
    ["answers with a page", (_, response) => response.end("<html>"), { code: "RS_STEP_FAILED" }],
    ["answers with another schema", (_, response) => response.end('{"schemaVersion":1}'), { code: "RS_STEP_FAILED" }],
    [
      "answers with wrong descriptors",
      (_, response) => response.end(manifest.replace('"size":1', '"size":-1')),
      { code: "RS_STEP_FAILED" },
    ],
    [
      "answers by halves",
      (_, response) => {
        response.writeHead(200, { "content-length": manifest.length });
        response.write(manifest.slice(0, 50), () => response.destroy());
      },
      { code: "RS_STEP_UNREACHABLE", retryable: true },
    ],
    [
      "answers without end",
      (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write("x".repeat(65_536)));
          if (!response.destroyed) response.once("drain", more);
        };
        more();
      },
      { code: "RS_STEP_FAILED", message: expect.stringContaining("larger than") },
    ],
    [
      "is asked too often",
      (_, response) => response.writeHead(429, { "retry-after": "7" }).end(),
      { code: "RS_STEP_UNREACHABLE", retryable: true, retryAfter: 7000 },
    ],
    [
      "sends for a token to nowhere",
      (_, response) => response.writeHead(401, { "www-authenticate": 'Bearer realm="file:///etc/passwd"' }).end(),
      { code: "RS_STEP_FAILED" },
    ],
    [
      "gives no token",
      (request, response) =>
        request.url?.startsWith("/token")
          ? response.end("{}")
          : response
              .writeHead(401, { "www-authenticate": `Bearer realm="http://${request.headers.host}/token",service="x"` })
              .end(),
      { code: "RS_STEP_FAILED" },
    ],
  ];
  it.each(bad)("%s: it is said, and nothing is written", async (_, answer, expected) => {
    const { host, heard } = await badServer(answer);
    const own = await project(`${host}/acme/bad`);
    const { target } = await own.plan("tag", { tag: "latest" });
    await expect(own.apply("tag", target)).rejects.toMatchObject(expected);
    expect(heard.filter((each) => !each.startsWith("GET"))).toEqual([]);
    expect(heard.length).toBeLessThan(5);
  });

  it("never answers: the step ends when it is told to", async () => {
    const { host } = await badServer(() => undefined);
    const own = await project(`${host}/acme/slow`);
    const { target } = await own.plan("tag", { tag: "latest" });
    const stop = new AbortController();
    const applied = own.apply("tag", target, {}, stop.signal);
    setTimeout(() => stop.abort(new Error("told to stop")), 100);
    await expect(applied).rejects.toThrow("interrupted");
  });

  it("sends on to another host: it is followed without credentials, and not in the clear", async () => {
    const thief = await badServer((_, response) => response.end());
    const { host } = await badServer((request, response) =>
      request.headers.authorization === undefined
        ? response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end()
        : response.writeHead(307, { location: `http://${thief.host}${request.url}` }).end(),
    );
    const login = { username: "ci", password: "{{secrets.REGISTRY_PASSWORD}}" };
    const own = await project(`${host}/acme/redirect`, { login }, { REGISTRY_PASSWORD: imagePassword });
    const { target } = await own.plan("tag", { tag: "latest" });
    await expect(own.apply("tag", target)).rejects.toMatchObject({ code: "RS_STEP_FAILED" });
    expect(thief.heard).toHaveLength(1);
  });
});

it("a token is asked for with the login, and shown to the registry alone", async () => {
  const seen: string[] = [];
  const token = await badServer((request, response) => {
    seen.push(`${request.headers.authorization} ${request.url}`);
    response.end('{"token":"abc"}');
  });
  const { host } = await badServer((request, response) => {
    seen.push(`${request.headers.authorization} ${request.url}`);
    if (request.headers.authorization === "Bearer abc") return response.writeHead(404).end();
    const challenge = `Bearer realm="http://${token.host}/token",service="registry.acme.dev"`;
    return response.writeHead(401, { "www-authenticate": challenge }).end();
  });
  const login = { username: "ci", password: "{{secrets.REGISTRY_PASSWORD}}" };
  const own = await project(`${host}/acme/token`, { login }, { REGISTRY_PASSWORD: imagePassword });
  const { target } = await own.plan("tag", { tag: "latest" });
  expect(await own.check("tag", target)).toEqual({ state: "absent" });
  const basic = Buffer.from(`ci:${imagePassword}`).toString("base64");
  expect(seen).toEqual([
    "undefined /v2/acme/token/manifests/latest",
    `Basic ${basic} /token?service=registry.acme.dev&scope=repository%3Aacme%2Ftoken%3Apull`,
    "Bearer abc /v2/acme/token/manifests/latest",
  ]);
});

describe("the steps of a release", () => {
  it("are built, pushed and only then followed by tags; nothing for a package that is not released", async () => {
    const own = await project("registry.acme.dev/payments", {
      attach: [{ file: "sbom.json", type: "application/spdx+json" }],
    });
    const { build, deploy } = own.contributions.contribute ?? {};
    const ids = (facts = own.facts) =>
      [...(build?.(facts) ?? []), ...(deploy?.(facts) ?? [])].map(({ id, turn }) => `${turn} ${id}`);
    expect(ids()).toEqual([
      "pack docker/build",
      "publish docker/push",
      "publish docker/attach:sbom.json",
      "mark docker/tag:latest",
      "mark docker/tag:1",
      "mark docker/tag:1.2",
    ]);
    const beta = { ...own.facts, release: { ...own.facts.release, version: "2.0.0-rc.1", channel: "beta" } };
    expect(ids(beta).filter((id) => id.startsWith("mark"))).toEqual(["mark docker/tag:beta"]);
    const other = await project("registry.acme.dev/payments", { package: "other" });
    expect(other.contributions.contribute?.build?.(own.facts)).toEqual([]);
    expect(other.contributions.contribute?.deploy?.(own.facts)).toEqual([]);
  });

  it("cannot be planned without a recipe, from outside the project, or reproducibly with docker", async () => {
    for (const options of [{ file: "no/Dockerfile" }, { context: "../.." }, { engine: "docker", reproducible: true }]) {
      const own = await project("registry.acme.dev/payments", options);
      await expect(own.plan("build")).rejects.toMatchObject({ code: expect.stringMatching(/^RS_SPEC_/) });
    }
  });
});
