import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { LoadedPlugin } from "../../core/src/plugin/loaded-plugin.ts";
import type { Schema } from "../../core/src/plugin/infer.ts";
import type { Plugin } from "../../core/src/plugin/plugin.ts";
import type { JsonObject } from "../../core/src/model/json.ts";

const folder = join(import.meta.dirname, "../../plugins");

/** Folders with a plugin in them. */
export const pluginNames: readonly string[] = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "src/index.ts")))
  .toSorted();

/** Every plugin of this repository, set up with options it accepts: what it offers does not depend on them. */
export function loadFirstParty(): Promise<readonly LoadedPlugin[]> {
  return Promise.all(
    pluginNames.map(async (name) => {
      const origin = join(folder, name, "src/index.ts");
      const { default: plugin } = (await import(origin)) as { readonly default: Plugin };
      const options = sampleOf(plugin.options ?? {});
      return {
        name: plugin.name,
        use: { name: plugin.name, options },
        plugin,
        contributions: plugin.setup(options),
        permissions: null,
        origin,
      };
    }),
  );
}

/** Defaults, and in the place of what has to be given its first example, or something. */
function sampleOf({ properties = {}, required = [] }: Schema): JsonObject {
  const entries = Object.entries(properties).flatMap(([key, schema]) => {
    if (typeof schema !== "object") return [];
    if (schema.default !== undefined) return [[key, schema.default]];
    const { examples } = schema;
    const example: unknown = Array.isArray(examples) ? examples[0] : schema.type === "array" ? [] : "sample";
    return required.includes(key) ? [[key, example]] : [];
  });
  return Object.fromEntries(entries) as JsonObject;
}
