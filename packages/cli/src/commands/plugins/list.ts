import type { PluginInfo } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class PluginsList extends BaseCommand {
  static override summary = "List the plugins in use.";
  static override description = "Lists the plugins the spec names, with what each offers.";
  static override examples = [{ description: "Which plugins are in use?", command: "relspec plugins list" }];

  async run(): Promise<readonly PluginInfo[]> {
    const { flags } = await this.parse(PluginsList);
    const plugins = await this.withEngine(flags, (engine) => engine.inspectPlugins());
    const { renderPlugins } = await import("../../views/plugins.ts");
    this.print(renderPlugins(plugins, this.style));
    return plugins;
  }
}
