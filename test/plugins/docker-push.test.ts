import { generateKeyPairSync, verify } from "node:crypto";
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ImageRegistry, imagePassword, noImageRegistry, startImageRegistry } from "../servers/image-registry.ts";
import { noBuilder, startDockerBench } from "./docker-bench.ts";

const missing = noImageRegistry ?? noBuilder;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

describe.skipIf(missing)(`an image${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let registry: ImageRegistry;
  let closed: ImageRegistry;
  beforeAll(async () => {
    [registry, closed] = await Promise.all([startImageRegistry(), startImageRegistry({ auth: true })]);
  });
  afterAll(() => Promise.all([registry.close(), closed.close()]));
  let count = 0;
  const name = () => `acme/image-${(count += 1)}`;
  const login = { username: "ci", password: "{{secrets.REGISTRY_PASSWORD}}" };
  const bench = async (
    repository: string,
    options: object = {},
    {
      at = registry,
      ...rest
    }: { at?: ImageRegistry; env?: Record<string, string>; files?: Record<string, string> } = {},
  ) => {
    const own = await startDockerBench({
      options: { image: `${at.host}/${repository}`, engine: "buildah", insecure: true, ...options },
      ...rest,
    });
    closing.push(own.close);
    return own;
  };

  it("is built into a layout, and pushed under its version with the digest it had there", async () => {
    const repository = name();
    const own = await bench(repository, { platforms: ["linux/amd64", "linux/arm64"], labels: { team: "pay" } });
    const built = await own.build();
    expect(Object.keys(built.platforms)).toEqual(["linux/amd64", "linux/arm64"]);
    const results = { "build/docker/build": built };
    const { target } = await own.plan("push");
    expect(await own.check("push", target, results)).toEqual({ state: "absent" });
    expect(await own.apply("push", target, results)).toMatchObject({ digest: built.digest, tag: "1.2.3" });
    expect(await registry.digest(repository, "1.2.3")).toBe(built.digest);
    expect(await own.check("push", target, results)).toMatchObject({ state: "present" });
    expect(await registry.tags(repository)).toEqual(["1.2.3"]);
    expect(await registry.manifest(repository, "1.2.3")).toMatchObject({
      mediaType: "application/vnd.oci.image.index.v1+json",
      annotations: {
        team: "pay",
        "org.opencontainers.image.version": "1.2.3",
        "org.opencontainers.image.revision": own.facts.base.commit,
        "org.opencontainers.image.source": "https://example.com/acme/lib",
        "org.opencontainers.image.created": own.facts.base.date,
      },
      manifests: [
        { platform: { os: "linux", architecture: "amd64" } },
        { platform: { os: "linux", architecture: "arm64" } },
      ],
    });
  });

  it("is the same to the byte when it is built again, where that is asked for", async () => {
    const digests = [];
    for (const time of [1, 2]) {
      const own = await bench("acme/same", { reproducible: true });
      await writeFile(join(own.root, "hello"), "hi\n");
      await new Promise((resolve) => setTimeout(resolve, time));
      digests.push((await own.build()).digest);
    }
    expect(digests[1]).toBe(digests[0]);
  });

  it("is never pushed over another of the same version", async () => {
    const repository = name();
    const other = await registry.seed(repository, "1.2.3");
    const own = await bench(repository);
    const results = { "build/docker/build": await own.build() };
    const { target } = await own.plan("push");
    expect(await own.check("push", target)).toMatchObject({ state: "unknown" });
    expect(await own.check("push", target, results)).toMatchObject({ state: "conflict" });
    await expect(own.apply("push", target, results)).rejects.toMatchObject({ code: "RS_PLAN_CONFLICT" });
    expect(await registry.digest(repository, "1.2.3")).toBe(other);
  });

  it("is there once when the answer to its push was lost", async () => {
    const repository = name();
    const own = await bench(repository);
    const results = { "build/docker/build": await own.build() };
    const { target } = await own.plan("push");
    registry.fail({ method: "PUT", path: `${repository}/manifests/`, kind: "lost" });
    await expect(own.apply("push", target, results)).rejects.toMatchObject({ code: "RS_STEP_UNREACHABLE" });
    expect(await own.check("push", target, results)).toMatchObject({ state: "present" });
    expect(await registry.tags(repository)).toEqual(["1.2.3"]);
  });

  it("goes to a registry that asks for a password, by the spec's or the machine's login", async () => {
    const repository = name();
    const digest = await closed.seed(repository, "1.2.3", "1.2.3");
    const tag = { tag: "latest" };
    const anonymous = await bench(repository, {}, { at: closed });
    const { target } = await anonymous.plan("tag", tag);
    await expect(anonymous.apply("tag", target)).rejects.toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      message: expect.stringContaining("asks for other credentials"),
    });
    expect(await anonymous.examine("docker/identity")).toMatchObject({ verdict: "warning" });

    const wrong = await bench(repository, { login }, { at: closed, env: { REGISTRY_PASSWORD: "falsch-und-lang" } });
    await expect(wrong.apply("tag", target)).rejects.toMatchObject({ code: "RS_STEP_CREDENTIALS" });
    expect(await wrong.examine("docker/identity")).toMatchObject({ verdict: "failed", code: "RS_STEP_CREDENTIALS" });

    const spec = await bench(repository, { login }, { at: closed, env: { REGISTRY_PASSWORD: imagePassword } });
    expect(await spec.apply("tag", target)).toEqual({ digest, previous: null });
    expect(await spec.examine("docker/identity")).toMatchObject({ verdict: "ok" });
    expect(await spec.examine("docker/registry")).toMatchObject({ verdict: "ok" });

    const machine = await bench(repository, {}, { at: closed });
    const auth = Buffer.from(`ci:${imagePassword}`).toString("base64");
    await machine.world.files.write("home.json", JSON.stringify({ auths: { [closed.host]: { auth } } }));
    const withFile = await bench(
      repository,
      {},
      { at: closed, env: { REGISTRY_AUTH_FILE: join(machine.root, "home.json") } },
    );
    expect(await withFile.check("tag", target)).toMatchObject({ state: "present" });
  });

  it("built on a private one has its engine log in by stdin, and leaves no password behind", async () => {
    const base = `acme/base-${name().length}`;
    const env = { REGISTRY_PASSWORD: imagePassword };
    await (await bench(base, { login }, { at: closed, env })).push();
    const files = {
      Dockerfile: `FROM ${closed.host}/${base}:1.2.3\nCOPY hello /hello2\n`,
      "registries.conf": `[[registry]]\nlocation = "${closed.host}"\ninsecure = true\n`,
    };
    const without = await bench(name(), {}, { at: closed, files });
    const conf = { CONTAINERS_REGISTRIES_CONF: join(without.root, "registries.conf") };
    const anonymous = await bench(name(), {}, { at: closed, files, env: conf });
    await expect(anonymous.build()).rejects.toMatchObject({ code: "RS_STEP_FAILED" });
    const own = await bench(name(), { login }, { at: closed, files, env: { ...env, ...conf } });
    const { digest } = await own.build();
    expect(digest).toMatch(/^sha256:/);
    expect(own.lines.join("\n")).not.toContain(imagePassword);
    expect(readdirSync(tmpdir()).filter((each) => each.startsWith("relspec-login-"))).toEqual([]);
  });

  it("is promoted to another repository and another registry under the same digest, with what belongs to it", async () => {
    const repository = name();
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const own = await bench(
      repository,
      { platforms: ["linux/amd64", "linux/arm64"] },
      {
        env: { REGISTRY_PASSWORD: imagePassword, SIGNING_KEY: key },
        files: { "sbom.json": "{}" },
      },
    );
    const { digest } = await own.push();
    const results = { "deploy/docker/push": { image: "", tag: "1.2.3", digest } };
    const attach = await own.plan("attach", { file: "sbom.json", type: "application/spdx+json" });
    const attached = (await own.apply("attach", attach.target, results)) as { digest: string };
    const sign = await own.plan("sign", { key: "{{secrets.SIGNING_KEY}}" });
    expect(await own.check("sign", sign.target, results)).toEqual({ state: "absent" });
    await own.apply("sign", sign.target, results);
    expect(await own.check("sign", sign.target, results)).toMatchObject({ state: "present" });

    const tag = digest.replace(":", "-");
    for (const [goal, at] of [
      [`${repository}-live`, registry],
      [repository, closed],
    ] as const) {
      const before = at.writes.length;
      const { target } = await own.plan("promote", { to: `${at.host}/${goal}`, ...(at === closed && { login }) });
      expect(await own.check("promote", target, results)).toEqual({ state: "absent" });
      expect(await own.apply("promote", target, results)).toMatchObject({ digest });
      expect(await own.check("promote", target, results)).toMatchObject({ state: "present" });
      expect(await at.digest(goal, "1.2.3")).toBe(digest);
      expect(await at.manifest(goal, tag)).toMatchObject({ manifests: [{ digest: attached.digest }] });
      expect(await at.tags(goal)).toEqual(["1.2.3", tag, `${tag}.sig`].toSorted());
      // Within a registry no content is sent again.
      const sent = at.writes.slice(before).filter((each) => each.startsWith("PUT") && each.includes("/blobs/"));
      expect(sent.length === 0).toBe(at === registry);
    }
    // The signature, as a verifier reads it.
    const manifest = await closed.manifest(repository, `${tag}.sig`);
    const [layer] = (manifest?.["layers"] ?? []) as { digest: string; annotations: Record<string, string> }[];
    const payload = JSON.stringify({
      critical: {
        identity: { "docker-reference": `${registry.host}/${repository}` },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: null,
    });
    const signature = Buffer.from(layer?.annotations["dev.cosignproject.cosign/signature"] ?? "", "base64");
    expect(verify("sha256", Buffer.from(payload), publicKey, signature)).toBe(true);
    expect(own.lines.join("\n")).not.toContain(key.split("\n")[1]);
  });
});
