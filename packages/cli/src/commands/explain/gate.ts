import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import type { GateStory } from "../../services/find-gate.ts";

export class ExplainGate extends BaseCommand {
  static override summary = "Say what a gate asks for, and what it still takes.";
  static override description =
    "Shows a gate of the open release, or of the planned one: its kind and options, its verdict, what is missing, who owns it, why it is there, and what was decided on it.";
  static override examples = [
    { description: "What does this gate wait for?", command: "relspec explain gate product-manager" },
  ];
  static override args = {
    gate: Args.string({ required: true, ignoreStdin: true, description: "Id of the gate, or a unique end of it." }),
  };

  async run(): Promise<GateStory> {
    const { flags, args } = await this.parse(ExplainGate);
    const [{ findGate }, { renderGateStory }] = await Promise.all([
      import("../../services/find-gate.ts"),
      import("../../views/gate-story.ts"),
    ]);
    const story = await this.withEngine(flags, (engine) => findGate(engine, args.gate));
    this.print(renderGateStory(story, this.style));
    return story;
  }
}
