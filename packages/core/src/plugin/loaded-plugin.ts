import type { PluginUse } from "../model/spec.ts";
import type { Contributions, Plugin } from "./plugin.ts";

/** A plugin that was found, checked and set up with its options. */
export interface LoadedPlugin {
  /** Short name, as in `uses: NAME/ACTION`. */
  readonly name: string;
  readonly use: PluginUse;
  readonly plugin: Plugin;
  readonly contributions: Contributions;
  /** Absolute path of the module. */
  readonly origin: string;
}
