import type { JsonObject } from "../model/json.ts";
import { confineContributions, permissionsOf } from "../plugin/confine-contributions.ts";
import type { Contributions, Plugin } from "../plugin/plugin.ts";
import { compileSchema } from "../schema/compile-schema.ts";

/** Set a plugin up as the engine does: options validated, defaults filled in, confined to what it declares. @throws with every finding. */
export async function usePlugin(plugin: Plugin, options: JsonObject = {}): Promise<Contributions> {
  const { value, findings } = (await compileSchema(plugin.options ?? { type: "object" }))(options);
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join(" "));
  const given = value as JsonObject;
  const confined = { name: plugin.name, permissions: permissionsOf(plugin, given), options: given };
  return confineContributions(confined, plugin.setup(given));
}
