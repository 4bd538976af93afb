import { pathToFileURL } from "node:url";
import { isRelspecError, RelspecError } from "../errors/index.ts";
import { printable } from "../schema/printable.ts";
import type { Plugin } from "./plugin.ts";
import { refuseIncompatible } from "./refuse-incompatible.ts";
import { relspecVersion } from "./relspec-version.ts";
import { resolvePlugin } from "./resolve-plugin.ts";

export interface FoundPlugin {
  readonly plugin: Plugin;
  /** Absolute path of the module. */
  readonly origin: string;
}

/**
 * Import a plugin's module and see that it is one. A plugin by path may be TypeScript: Node strips the types.
 * @throws `RS_PLUGIN_NOT_FOUND`, `RS_PLUGIN_CRASHED`, `RS_PLUGIN_INVALID`, `RS_PLUGIN_INCOMPATIBLE`.
 */
export async function loadPlugin(
  name: string,
  where: { readonly root: string; readonly from: readonly string[] },
): Promise<FoundPlugin> {
  const origin = resolvePlugin(name, where);
  const module = await importModule(name, origin);
  const problem = problemOf(module.default);
  if (problem === undefined) {
    const plugin = module.default as Plugin;
    if (plugin.relspec !== undefined) refuseIncompatible(plugin, name, relspecVersion());
    return { plugin, origin };
  }
  throw new RelspecError("RS_PLUGIN_INVALID", {
    message: `"${printable(name)}" is not a relspec plugin: ${problem}.`,
    details: { origin },
    suggestions: [
      "A plugin's module says `export default definePlugin({ name, setup })`: docs/guides/write-a-plugin.md.",
    ],
  });
}

async function importModule(name: string, origin: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(origin).href)) as { readonly default?: unknown };
  } catch (error) {
    if (isRelspecError(error)) throw error;
    throw new RelspecError("RS_PLUGIN_CRASHED", {
      message: `The plugin "${printable(name)}" cannot be loaded: ${printable(error instanceof Error ? error.message : String(error), 500)}`,
      details: { origin },
      suggestions: ["Look at the first line of its stack with `--verbose`."],
      cause: error,
    });
  }
}

function problemOf(given: unknown): string | undefined {
  if (typeof given !== "object" || given === null) return "its module has no default export that is an object";
  const { name, setup, options } = given as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !/^[a-z0-9][a-z0-9-]*$/.test(name))
    return 'its `name` is not a short name such as "bell"';
  if (typeof setup !== "function") return "it has no function `setup`";
  if (options !== undefined && (typeof options !== "object" || options === null))
    return "its `options` is not a JSON Schema";
  return undefined;
}
