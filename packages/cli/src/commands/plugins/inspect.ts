import * as Args from "@oclif/core/args";
import { type PluginInfo, RelspecError } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";
import { closest } from "../../closest.ts";

export class PluginsInspect extends BaseCommand {
  static override summary = "Show one plugin whole: options, actions, gates, hooks.";
  static override description =
    "Shows everything a plugin in use offers: its options, each action with its options, effect and secrets, its gates and documents, the stages it adds steps to, and the hooks it taps.";
  static override examples = [{ description: "What can the npm plugin do?", command: "relspec plugins inspect npm" }];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: "Short name of the plugin." }),
  };

  async run(): Promise<PluginInfo> {
    const { flags, args } = await this.parse(PluginsInspect);
    const plugins = await this.withEngine(flags, (engine) => engine.inspectPlugins());
    const found = plugins.find(({ name }) => name === args.name);
    if (found === undefined)
      throw noSuchPlugin(
        args.name,
        plugins.map(({ name }) => name),
      );
    const { renderPlugin } = await import("../../views/plugins.ts");
    this.print(renderPlugin(found, this.style));
    return found;
  }
}

function noSuchPlugin(name: string, known: readonly string[]): RelspecError {
  const meant = closest(name, known);
  return new RelspecError("RS_USAGE", {
    message: `The spec uses no plugin \`${name}\`.`,
    details: { name, known },
    suggestions: [...(meant === undefined ? [] : [`Did you mean \`${meant}\`?`]), "Run `relspec plugins list`."],
  });
}
