import type { JsonObject } from "../model/json.ts";
import type { Contributions, Plugin } from "../plugin/plugin.ts";
import { compileSchema } from "../schema/compile-schema.ts";

/** Set a plugin up as the engine does: options validated and their defaults filled in. @throws with every finding. */
export async function usePlugin(plugin: Plugin, options: JsonObject = {}): Promise<Contributions> {
  const { value, findings } = (await compileSchema(plugin.options ?? { type: "object" }))(options);
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join(" "));
  return plugin.setup(value as JsonObject);
}
