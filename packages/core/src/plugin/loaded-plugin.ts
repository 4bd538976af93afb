import type { PluginUse } from "../model/spec.ts";
import type { Permissions } from "./permissions.ts";
import type { Contributions, Plugin } from "./plugin.ts";

/** A plugin that was found, checked and set up with its options. */
export interface LoadedPlugin {
  /** Short name, as in `uses: NAME/ACTION`. */
  readonly name: string;
  readonly use: PluginUse;
  readonly plugin: Plugin;
  /** Confined to {@link permissions}. */
  readonly contributions: Contributions;
  /** Null: it has declared nothing, and nothing is refused to it. */
  readonly permissions: Permissions | null;
  /** Absolute path of the module. */
  readonly origin: string;
}
