import { coreDocuments } from "./document/core-documents.ts";
import type { EngineOptions } from "./engine.ts";
import type { Diagnostic } from "./errors/diagnostic.ts";
import { coreActions } from "./gate/core-actions.ts";
import { coreGates } from "./gate/core-gates.ts";
import type { Actor } from "./model/event.ts";
import type { Spec } from "./model/spec.ts";
import { type Catalogue, createCatalogue } from "./plugin/catalogue.ts";
import { createHooks } from "./plugin/create-hooks.ts";
import type { Checkout } from "./plugin/facts.ts";
import type { HookDriver } from "./plugin/hook-driver.ts";
import { type Compile, createCompiler } from "./schema/compile-schema.ts";
import { type LoadSpec, loadSpec } from "./spec/load-spec.ts";
import { worldContext } from "./world/contexts.ts";
import { createWorld } from "./world/create-world.ts";
import type { World } from "./world/world.ts";

/** A loaded spec with everything it takes to work with it. */
export interface Project {
  readonly spec: Spec;
  /** Absolute path of the spec. */
  readonly file: string;
  readonly root: string;
  readonly warnings: readonly Diagnostic[];
  /** Where a part of the spec was written, by its JSON Pointer. */
  readonly place: (pointer: string) => Pick<Diagnostic, "file" | "line">;
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly hooks: HookDriver;
  readonly compile: Compile;
  /** Which commit is checked out; null where no plugin can tell. */
  readonly checkout: (signal: AbortSignal) => Promise<Checkout | null>;
  /** Who is acting. */
  readonly actor: (signal: AbortSignal) => Promise<Actor>;
}

/** What loading a spec takes, from what the engine was made with. */
export function loadingOf(options: EngineOptions): LoadSpec {
  return {
    cwd: options.cwd,
    ...(options.spec !== undefined && { file: options.spec }),
    pluginsFrom: options.pluginsFrom ?? [],
    gates: coreGates,
    compile: createCompiler(options.precompiled),
  };
}

/** Find the spec, load its plugins and open the doors to the outside. @throws `RS_SPEC_…`, `RS_PLUGIN_…`. */
export async function openProject(options: EngineOptions): Promise<Project> {
  const env = options.env ?? process.env;
  const loading = loadingOf(options);
  const { plugins, spec: loaded, ...rest } = await loadSpec(loading);
  const world = createWorld({
    root: rest.root,
    env,
    ...(options.now && { now: options.now }),
    onLog: (line) => options.observe?.({ kind: "log", line }),
  });
  const hooks = createHooks(plugins, world.log);
  return {
    ...rest,
    spec: await hooks.waterfall("specLoaded", loaded),
    world,
    hooks,
    catalogue: createCatalogue(plugins, {
      gates: coreGates,
      documents: coreDocuments,
      actions: coreActions,
    }),
    compile: loading.compile,
    checkout: async (signal) => (await hooks.bail("locate", [worldContext(world, signal)])) ?? null,
    actor: async (signal) => (await hooks.bail("identify", [worldContext(world, signal)])) ?? nobody(env),
  };
}

/** Where no plugin knows who is acting: nobody who could approve anything. */
function nobody(env: Readonly<Record<string, string | undefined>>): Actor {
  return { kind: env["CI"] ? "ci" : "human", name: env["USER"] ?? "unknown", email: null, proof: "claimed" };
}
