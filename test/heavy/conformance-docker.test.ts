import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeAction } from "@relspec/core/testing";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type ImageRegistry, imagePassword, noImageRegistry, startImageRegistry } from "../servers/image-registry.ts";
import { noBuilder, startDockerBench } from "../plugins/docker-bench.ts";

const missing = noImageRegistry ?? noBuilder;

describe.skipIf(missing)(`docker, against a registry${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let registry: ImageRegistry;
  let count = 0;
  beforeAll(async () => void (registry = await startImageRegistry({ auth: true })));
  afterAll(() => registry?.close());

  /** A project whose image nobody has pushed. */
  const start = async (options: object = {}) => {
    const repository = `acme/conformance-${(count += 1)}`;
    const bench = await startDockerBench({
      options: {
        image: `${registry.host}/${repository}`,
        engine: "buildah",
        insecure: true,
        login: { username: "ci", password: "{{secrets.REGISTRY_PASSWORD}}" },
        ...options,
      },
      env: { REGISTRY_PASSWORD: imagePassword },
      files: { "sbom.json": '{"spdxVersion":"SPDX-2.3"}\n' },
    });
    return { repository, bench, secrets: { REGISTRY_PASSWORD: imagePassword } };
  };

  describeAction({ describe, it }, "docker/build", {
    repeatable: true,
    start: async () => {
      const { bench, secrets } = await start({ reproducible: true });
      const layouts = async () =>
        (await readdir(join(bench.artifacts, "docker")).catch(() => [])).filter((each) => !each.startsWith(".")).length;
      return bench.stage("build", { with: {}, secrets, count: layouts });
    },
  });

  describeAction({ describe, it }, "docker/push", {
    start: async () => {
      const { repository, bench, secrets } = await start();
      const results = { "build/docker/build": await bench.build() };
      return bench.stage("push", {
        with: {},
        results,
        secrets,
        count: async () => (await registry.tags(repository)).length,
        interfere: async () => void (await registry.seed(repository, "1.2.3")),
      });
    },
  });

  describeAction({ describe, it }, "docker/tag", {
    start: async () => {
      const { repository, bench, secrets } = await start();
      await registry.seed(repository, "latest", "1.0.0");
      const wanted = await registry.seed(repository, "1.2.3", "1.2.3");
      return bench.stage("tag", {
        with: { tag: "latest", version: "1.2.3" },
        secrets,
        count: async () => ((await registry.digest(repository, "latest")) === wanted ? 1 : 0),
        interfere: async () => void (await registry.seed(repository, "latest", "2.0.0")),
      });
    },
  });

  describeAction({ describe, it }, "docker/attach", {
    start: async () => {
      const { repository, bench, secrets } = await start();
      const digest = await registry.seed(repository, "1.2.3", "1.2.3");
      return bench.stage("attach", {
        with: { file: "sbom.json", type: "application/spdx+json" },
        results: { "deploy/docker/push": { image: "", tag: "1.2.3", digest } },
        secrets,
        count: async () => {
          const index = await registry.manifest(repository, digest.replace(":", "-"));
          return ((index?.["manifests"] as unknown[] | undefined) ?? []).length;
        },
      });
    },
  });

  describeAction({ describe, it }, "docker/promote", {
    start: async () => {
      const { repository, bench, secrets } = await start();
      const wanted = await registry.seed(repository, "1.2.3", "1.2.3");
      const goal = `${repository}-live`;
      return bench.stage("promote", {
        with: { to: `${registry.host}/${goal}`, version: "1.2.3" },
        results: { "deploy/docker/push": { image: "", tag: "1.2.3", digest: wanted } },
        secrets,
        count: async () => ((await registry.digest(goal, "1.2.3")) === wanted ? 1 : 0),
        interfere: async () => void (await registry.seed(goal, "1.2.3", "2.0.0")),
      });
    },
  });
});
