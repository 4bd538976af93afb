import type { Plugin } from "rolldown";
import { coreGates } from "../../core/src/gate/core-gates.ts";
import { writtenSpec } from "../../core/src/model/written-spec/index.ts";
import type { LoadedPlugin } from "../../core/src/plugin/loaded-plugin.ts";
import type { Schema } from "../../core/src/plugin/infer.ts";
import { compileStandalone } from "../../core/src/schema/compile-standalone.ts";
import { schemaKey } from "../../core/src/schema/schema-key.ts";
import { optionsSchema } from "../../core/src/spec/spec-schema.ts";
import { loadFirstParty } from "./first-party.ts";

/**
 * Puts validators that are compiled now in the place of `src/precompiled.ts`: of the spec, of gates, and of the options of
 * the plugins that come with relspec, their actions and stores. Compiling them at each start would load Ajv, which takes
 * longer than all else. Those that are used together are one module, which is loaded when one of them is asked for.
 */
export async function withPrecompiled(): Promise<Plugin> {
  const groups = await schemas();
  const modules = await Promise.all(groups.map((group) => compileStandalone(group)));
  const places = new Map(
    modules.flatMap(({ names }, at) => Object.entries(names).map(([key, name]) => [key, { at, name }])),
  );
  const entries = [...places].map(
    ([key, { at, name }]) => `"${key}": async () => (await import("relspec-validators-${at}")).${name}`,
  );
  return {
    name: "precompiled",
    // `.mjs`, so that Ajv's run-time helpers are imported as Node would.
    resolveId: (id) => (id.startsWith("relspec-validators-") ? `\0${id}.mjs` : null),
    load: (id) => {
      if (/[\\/]src[\\/]precompiled\.ts$/.test(id))
        return { code: `export const precompiled = { ${entries.join(", ")} };`, moduleType: "js" };
      const [, at] = /^\0relspec-validators-(\d+)\.mjs$/.exec(id) ?? [];
      return at === undefined ? null : { code: modules[Number(at)]?.code ?? "", moduleType: "js" };
    },
  };
}

/** Every schema that a spec with these plugins is held against, each once, by who uses it. */
async function schemas(): Promise<readonly (readonly Schema[])[]> {
  const plugins = await loadFirstParty();
  const seen = new Set<string>();
  const fresh = (all: readonly Schema[]): readonly Schema[] =>
    all.filter((schema) => {
      const key = schemaKey(schema);
      return !seen.has(key) && seen.add(key);
    });
  const groups = [
    [writtenSpec as unknown as Schema],
    Object.values(coreGates).map(({ options }) => options),
    ...plugins.map(schemasOf),
  ];
  return groups.map(fresh).filter(({ length }) => length > 0);
}

function schemasOf({ plugin, contributions: { gates, actions, stores } }: LoadedPlugin): readonly Schema[] {
  return [
    optionsSchema(plugin),
    ...[gates, actions, stores].flatMap((offered) => Object.values(offered ?? {}).map(({ options }) => options)),
  ];
}
