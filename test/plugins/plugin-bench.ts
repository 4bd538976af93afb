import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Action, Checkup, Finding, Intention, Json, JsonObject, Plugin, PlanningFacts } from "@relspec/core";
import { planningFacts, somebody, usePlugin } from "@relspec/core/testing";
import { templateValues } from "../../packages/core/src/template/template-values.ts";
import { compileSchema } from "../../packages/core/src/schema/compile-schema.ts";
import { renderOptions } from "../../packages/core/src/template/render-options.ts";
import { readContext, worldContext, writeContext } from "../../packages/core/src/world/contexts.ts";
import { createWorld } from "../../packages/core/src/world/create-world.ts";

export const key = "lib-1.1.0-00000000/deploy/step";

interface BenchOptions {
  /** The plugin's options, as written. */
  readonly options?: JsonObject;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly facts?: Partial<PlanningFacts>;
}

/** A plugin put to use on the real world, in a directory of its own, the way the engine does it, without the engine. */
export interface Bench {
  readonly root: string;
  /** Lines that were logged, as people see them. */
  readonly log: readonly string[];
  /** Results of earlier steps, by full id; a test adds to them. */
  readonly results: Record<string, Json>;
  /** Write a file of the project. */
  write(path: string, text: string): Promise<void>;
  /** What the schema says of these options; empty when it takes them. */
  findings(
    action: string,
    given: Json,
  ): Promise<readonly { readonly message: string; readonly suggestions: readonly string[] }[]>;
  plan(action: string, given: JsonObject): Promise<Intention<JsonObject>>;
  check(action: string, target: JsonObject): Promise<Finding>;
  apply(action: string, target: JsonObject, signal?: AbortSignal): Promise<Json>;
  undo(action: string, target: JsonObject, result?: Json): Promise<Json | void>;
  examine(checkup: string): ReturnType<Checkup["examine"]>;
  action(name: string): Action;
  close(): Promise<void>;
}

export async function startBench(
  plugin: Plugin,
  { options = {}, env = process.env, facts: given = {} }: BenchOptions = {},
): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), "relspec-bench-"));
  const log: string[] = [];
  const results: Record<string, Json> = {};
  const world = createWorld({ root, env, onLog: (line) => log.push(line) });
  const facts = planningFacts(given);
  const contributions = await usePlugin(plugin, options);
  const action = (name: string): Action => {
    const found = contributions.actions?.[name];
    if (!found) throw new Error(`no action ${name}`);
    return found;
  };
  const asking = (signal = new AbortController().signal) => ({ step: "deploy/step", results, signal });
  const writing = (signal?: AbortSignal) =>
    writeContext(world, {
      ...asking(signal),
      key,
      release: { id: "lib-1.1.0-00000000", name: "lib", version: "1.1.0", commit: facts.base.commit },
      actor: somebody,
      artifacts: root,
    });
  return {
    root,
    log,
    results,
    write: (path, text) => world.files.write(path, text),
    action,
    findings: async (name, value) => (await compileSchema(action(name).options))(value).findings,
    plan: async (name, value) => {
      const { options: schema } = action(name);
      const validate = await compileSchema(schema);
      const values = templateValues(facts.release, facts.base, facts.notes);
      const checked = validate(renderOptions(schema, validate(value).value as JsonObject, values));
      if (checked.findings.length > 0) throw new Error(checked.findings.map(({ message }) => message).join(" "));
      return action(name).plan(checked.value as JsonObject, { ...readContext(world, asking()), facts, needs: [] });
    },
    check: async (name, target) => {
      const { check } = action(name);
      if (!check) throw new Error(`${name} has no check`);
      return check(target, readContext(world, asking()));
    },
    apply: async (name, target, signal) => action(name).apply(target, writing(signal)),
    undo: async (name, target, result = null) => action(name).undo?.(target, result, writing()),
    examine: async (id) => {
      const checkup = contributions.checkups?.find((each) => each.id === id);
      if (!checkup) throw new Error(`no checkup ${id}`);
      return checkup.examine(worldContext(world, new AbortController().signal));
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
