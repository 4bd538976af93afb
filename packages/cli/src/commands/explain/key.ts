import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import type { KeyStory } from "../../services/find-key.ts";

export class ExplainKey extends BaseCommand {
  static override summary = "Say what a key of the spec holds.";
  static override description =
    "Explains a key by its path: what it is for, its type, its default and the keys below it. The options of the plugins in use are below `plugins.NAME`. Items of lists need no index.";
  static override examples = [
    { description: "Which branches release what?", command: "relspec explain key version.branches" },
    { description: "The options of a plugin in use.", command: "relspec explain key plugins.npm" },
  ];
  static override args = {
    path: Args.string({ required: true, ignoreStdin: true, description: "Path of the key, with dots." }),
  };

  async run(): Promise<KeyStory> {
    const { flags, args } = await this.parse(ExplainKey);
    const [{ findKey }, { renderKeyStory }] = await Promise.all([
      import("../../services/find-key.ts"),
      import("../../views/key-story.ts"),
    ]);
    const { namesOfPluginsBeside } = await import("../../services/detect-plugins.ts");
    const schema = await this.withEngine(flags, (engine) => engine.schema());
    const story = findKey(schema, args.path, await namesOfPluginsBeside());
    this.print(renderKeyStory(story, this.style));
    return story;
  }
}
