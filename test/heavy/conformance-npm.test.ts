import { cp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createWorld, type JsonObject } from "@relspec/core";
import { type ActionStage, describeAction } from "@relspec/core/testing";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Project, startProject } from "../plugins/npm-bench.ts";
import { type Registry, startRegistry } from "../servers/registry.ts";

let registry: Registry;
let count = 0;
beforeAll(async () => void (registry = await startRegistry()));
afterAll(() => registry.close());

interface Staging {
  readonly with: (name: string) => JsonObject;
  /** Pack first, as the step before does. */
  readonly packed?: boolean;
  /** Publish first. */
  readonly published?: boolean;
  readonly count: (project: Project, name: string) => Promise<number>;
  readonly interfere?: (project: Project, name: string) => Promise<void>;
}

/** A project of one package with a name that nobody has used. */
async function stage(action: string, staging: Staging): Promise<ActionStage> {
  const name = `conformance-${(count += 1)}`;
  const project = await startProject({
    registry,
    files: { "package.json": { name, version: "0.0.0", files: ["index.js"] }, "index.js": "export default 1;\n" },
  });
  const facts = await project.facts({ [name]: "1.0.0" });
  const packed = staging.packed || staging.published ? await project.packed(name, facts) : null;
  if (packed && staging.published) await project.apply("publish", packed.target, packed.results);
  const lines: string[] = [];
  return {
    action: project.contributions.actions![action]!,
    with: staging.with(name),
    world: createWorld({ root: project.root, env: project.env, onLog: (line) => lines.push(line) }),
    facts,
    ...(packed && staging.packed && { results: packed.results }),
    artifacts: project.artifacts,
    secrets: { token: registry.token },
    lines: () => lines,
    count: () => staging.count(project, name),
    ...(staging.interfere && { interfere: () => staging.interfere?.(project, name) }),
    close: () => project.close(),
  };
}

describeAction({ describe, it }, "npm/version", {
  start: () =>
    stage("version", {
      with: () => ({}),
      count: async (project) =>
        (await project.git("diff", "--", "package.json")).includes('+  "version": "1.0.0"') ? 1 : 0,
    }),
});

describeAction({ describe, it }, "npm/pack", {
  repeatable: true,
  start: () =>
    stage("pack", {
      with: (name) => ({ package: name }),
      count: async ({ artifacts }) => (await readdir(join(artifacts, "npm")).catch(() => [])).length,
    }),
});

describeAction({ describe, it }, "npm/publish", {
  start: () =>
    stage("publish", {
      packed: true,
      with: (name) => ({ package: name, tag: "next" }),
      count: async (_project, name) =>
        registry.publishes.filter((each) => each.name === name && each.kind === "publish" && each.status < 300).length,
      interfere: async (project, name) => {
        await project.write("index.js", "export default 2;\n");
        const facts = await project.facts({ [name]: "1.0.0" });
        const kept = join(project.artifacts, "kept");
        await cp(join(project.artifacts, "npm"), kept, { recursive: true });
        const other = await project.packed(name, facts);
        await project.apply("publish", other.target, other.results);
        await rm(join(project.artifacts, "npm"), { recursive: true });
        await rename(kept, join(project.artifacts, "npm"));
      },
    }),
});

describeAction({ describe, it }, "npm/dist-tag", {
  start: () =>
    stage("dist-tag", {
      published: true,
      with: (name) => ({ package: name, tag: "stable", version: "1.0.0" }),
      count: async (_project, name) => ((await registry.packument(name))?.["dist-tags"]["stable"] === "1.0.0" ? 1 : 0),
    }),
});
