import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { FoundPlugin } from "./load-plugin.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";

const parts = ["actions", "gates", "announcers", "documents", "checkups", "stores", "contribute", "hooks"] as const;

/** Call a plugin's `setup` with its validated options. @throws `RS_PLUGIN_CRASHED`, `RS_PLUGIN_INVALID`. */
export function setUpPlugin({ plugin, origin }: FoundPlugin, written: string, options: JsonObject): LoadedPlugin {
  let contributions: unknown;
  try {
    contributions = plugin.setup(options);
  } catch (error) {
    if (isRelspecError(error)) throw error;
    throw new RelspecError("RS_PLUGIN_CRASHED", {
      message: `The plugin "${plugin.name}" failed in its setup: ${error instanceof Error ? error.message : String(error)}`,
      details: { origin },
      cause: error,
    });
  }
  if (typeof contributions !== "object" || contributions === null || contributions instanceof Promise) {
    throw new RelspecError("RS_PLUGIN_INVALID", {
      message: `The \`setup\` of the plugin "${plugin.name}" must return an object, and at once.`,
      details: { origin },
    });
  }
  const strange = Object.keys(contributions).find((key) => !(parts as readonly string[]).includes(key));
  if (strange !== undefined) {
    throw new RelspecError("RS_PLUGIN_INVALID", {
      message: `The plugin "${plugin.name}" contributes "${strange}", which relspec does not know.`,
      suggestions: [`A plugin contributes ${parts.join(", ")}.`],
    });
  }
  return { name: plugin.name, use: { name: written, options }, plugin, contributions, origin };
}
