import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageRegistry, noImageRegistry, startImageRegistry } from "../servers/image-registry.ts";
import { noBuilder, startDockerBench } from "./docker-bench.ts";

const missing = noImageRegistry ?? noBuilder;

describe.skipIf(missing)(`an image${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let registry: ImageRegistry;
  beforeAll(async () => void (registry = await startImageRegistry()));
  afterAll(() => registry.close());
  let count = 0;
  const name = () => `acme/image-${(count += 1)}`;
  const bench = (repository: string, options: object = {}, files: Record<string, string> = {}) =>
    startDockerBench({
      options: { image: `${registry.host}/${repository}`, engine: "buildah", insecure: true, ...options },
      files,
    });

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
    const index = await registry.manifest(repository, "1.2.3");
    expect(index).toMatchObject({
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
    await own.close();
  });
});
