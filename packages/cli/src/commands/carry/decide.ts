import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { CarryOver } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class CarryDecide extends BaseCommand {
  static override summary = "Decide what becomes of an issue that was left to this release.";
  static override description =
    "Says what becomes of an issue or an incident, with a reason, on record. What is deferred comes back in the release after.";
  static override examples = [
    {
      description: "Not in this one either.",
      command: 'relspec carry decide CARRY-1 --as defer --reason "The supplier fixes it in May"',
    },
  ];
  static override args = {
    item: Args.string({ required: true, ignoreStdin: true, description: "Its id: CARRY-1, or that of an incident." }),
  };
  static override flags = {
    as: Flags.option({
      options: ["fix-now", "defer", "reject"] as const,
      required: true,
      description: "fix-now: this release mends it; defer: a later one; reject: nobody does.",
    })(),
    reason: Flags.string({ required: true, description: "Why; it is recorded.", helpValue: "TEXT" }),
  };

  async run(): Promise<CarryOver | undefined> {
    const { flags, args } = await this.parse(CarryDecide);
    const { carryOvers } = await this.withEngine(flags, (engine) =>
      engine.note({ kind: "decide", id: args.item, as: flags.as, reason: flags.reason }),
    );
    const found = carryOvers.find(({ id }) => id.toLowerCase() === args.item.toLowerCase());
    const { renderCarryOvers } = await import("../../views/notebook.ts");
    this.print(renderCarryOvers(found ? [found] : [], this.style));
    return found;
  }
}
