import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { CarryOver } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class CarryAdd extends BaseCommand {
  static override summary = "Leave an issue to the next release.";
  static override description =
    "The next release waits (exit code 4) until somebody decides what becomes of it: `relspec carry decide`.";
  static override examples = [
    { description: "Found too late.", command: 'relspec carry add "The export has no header"' },
  ];
  static override args = {
    text: Args.string({ required: true, ignoreStdin: true, description: "What is left." }),
  };
  static override flags = {
    release: Flags.string({ description: "Release that left it; default the last one.", helpValue: "RELEASE" }),
  };

  async run(): Promise<CarryOver> {
    const { flags, args } = await this.parse(CarryAdd);
    const { carryOvers } = await this.withEngine(flags, (engine) =>
      engine.note({
        kind: "carry-over",
        text: args.text,
        ...(flags.release !== undefined && { release: flags.release }),
      }),
    );
    const added = carryOvers.findLast(({ id }) => id.startsWith("CARRY-")) as CarryOver;
    const { renderCarryOvers } = await import("../../views/notebook.ts");
    this.print(renderCarryOvers([added], this.style));
    return added;
  }
}
