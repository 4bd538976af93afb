import type { Plugin } from "rolldown";
import { coreGates } from "../../core/src/gate/core-gates.ts";
import { writtenSpec } from "../../core/src/model/written-spec/index.ts";
import type { Schema } from "../../core/src/plugin/infer.ts";
import { compileStandalone } from "../../core/src/schema/compile-standalone.ts";
import { optionsSchema } from "../../core/src/spec/spec-schema.ts";
import { loadFirstParty } from "./first-party.ts";

/**
 * Puts validators that are compiled now in the place of `src/precompiled.ts`: of the spec, its gates, and the options of
 * the plugins that come with relspec and of their actions. Compiling them at each start would load Ajv, which takes longer
 * than all else.
 */
export async function withPrecompiled(): Promise<Plugin> {
  const code = await compileStandalone(await schemas());
  return {
    name: "precompiled",
    load: (id) =>
      /[\\/]src[\\/]precompiled\.ts$/.test(id)
        ? { code: code.replace("export default", "export const precompiled ="), moduleType: "js" }
        : null,
  };
}

/** Every schema that a spec with these plugins is held against. */
async function schemas(): Promise<readonly Schema[]> {
  const plugins = await loadFirstParty();
  const offered = plugins.map(({ contributions }) => contributions);
  return [
    writtenSpec as unknown as Schema,
    ...plugins.map(({ plugin }) => optionsSchema(plugin)),
    ...Object.values(coreGates).map(({ options }) => options),
    ...offered.flatMap(({ gates }) => Object.values(gates ?? {}).map(({ options }) => options)),
    ...offered.flatMap(({ actions }) => Object.values(actions ?? {}).map(({ options }) => options)),
  ];
}
