import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createWorld, type Json, type JsonObject, type PlanningFacts } from "@relspec/core";
import { type ActionStage, planningFacts, somebody, usePlugin } from "@relspec/core/testing";
import docker from "@relspec/plugin-docker";
import type { BuildResult } from "../../packages/plugins/docker/src/build-action.ts";
import { readContext, worldContext, writeContext } from "../../packages/core/src/world/contexts.ts";
import { found } from "../servers/image-registry.ts";

/** Why nothing can be built here; null when it can. */
export const noBuilder: string | null = found("buildah", "version") ? null : "buildah is not installed";

export const dockerfile = "FROM scratch\nCOPY hello /hello\n";

interface BenchOptions {
  readonly options: JsonObject;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly facts?: Partial<PlanningFacts>;
}

/** The docker plugin in a project of its own, its actions called as the engine does. */
export async function startDockerBench({
  options,
  env = {},
  files = {},
  version = "1.2.3",
  facts: given,
}: BenchOptions) {
  const home = await mkdtemp(join(tmpdir(), "relspec-docker-"));
  const [root, artifacts] = [join(home, "project"), join(home, "artifacts")];
  for (const [path, text] of Object.entries({ Dockerfile: dockerfile, hello: "hi\n", ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(artifacts);
  const lines: string[] = [];
  const own = { PATH: process.env["PATH"], HOME: home, ...env };
  const world = createWorld({ root, env: own, onLog: (line) => lines.push(line) });
  const contributions = await usePlugin(docker, options);
  const base = planningFacts();
  const facts = planningFacts({ release: { ...base.release, version }, ...given });
  const asking = (results: Readonly<Record<string, Json>> = {}, signal = new AbortController().signal) => ({
    step: "deploy/step",
    results,
    signal,
  });
  const action = (name: string) => {
    const one = contributions.actions?.[name];
    if (!one) throw new Error(`no action ${name}`);
    return one;
  };
  const writing = (results?: Readonly<Record<string, Json>>, signal?: AbortSignal) =>
    writeContext(world, {
      ...asking(results, signal),
      key: "key",
      release: { id: "lib-1.2.3-00000000", name: "lib", version, commit: facts.base.commit },
      actor: somebody,
      artifacts,
    });
  const bench = {
    home,
    root,
    artifacts,
    lines,
    world,
    facts,
    contributions,
    plan: async (name: string, value: JsonObject = {}) =>
      await action(name).plan({ ...defaults[name], ...value }, { ...readContext(world, asking()), facts, needs: [] }),
    check: async (name: string, target: JsonObject, results?: Readonly<Record<string, Json>>) =>
      action(name).check?.(target, readContext(world, asking(results))),
    apply: async (name: string, target: JsonObject, results?: Readonly<Record<string, Json>>, signal?: AbortSignal) =>
      action(name).apply(target, writing(results, signal)),
    undo: async (name: string, target: JsonObject, result: Json) => action(name).undo?.(target, result, writing()),
    examine: async (id: string) => {
      const one = contributions.checkups?.find((each) => each.id === id);
      if (!one) throw new Error(`no checkup ${id}`);
      return one.examine(worldContext(world, new AbortController().signal));
    },
    build: async () => (await bench.apply("build", (await bench.plan("build")).target)) as BuildResult,
    /** Build and push; the digest. */
    push: async () => {
      const results = { "build/docker/build": await bench.build() };
      return (await bench.apply("push", (await bench.plan("push")).target, results)) as { digest: string };
    },
    /** For `describeAction`. */
    stage: (name: string, rest: Pick<ActionStage, "with" | "count"> & Partial<ActionStage>): ActionStage => ({
      action: action(name),
      world,
      facts,
      artifacts,
      lines: () => lines,
      close: () => bench.close(),
      ...rest,
    }),
    close: () => rm(home, { recursive: true, force: true }),
  };
  return bench;
}

const defaults: Readonly<Record<string, JsonObject>> = {
  push: { build: "build/docker/build" },
  tag: { push: "deploy/docker/push", back: false },
  attach: { push: "deploy/docker/push" },
  sign: { push: "deploy/docker/push" },
  promote: { push: "deploy/docker/push" },
};
