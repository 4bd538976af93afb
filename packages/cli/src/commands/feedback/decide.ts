import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { PlacedFeedback } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class FeedbackDecide extends BaseCommand {
  static override summary = "Decide what becomes of a piece of feedback.";
  static override description =
    "fix-now: a change of the final candidate must mend it, else the stage prepare stays closed; its commit names the id in its message, or --change names the commit. defer and reject are final for this release.";
  static override examples = [
    {
      description: "It has to be mended first.",
      command: 'relspec feedback decide fb-0a1b2c3d4e fix-now --reason "Nobody can pay"',
    },
    {
      description: "Next time.",
      command: 'relspec feedback decide fb-0a1b2c3d4e defer --reason "Looks only"',
    },
  ];
  static override args = {
    id: Args.string({ required: true, ignoreStdin: true, description: "Its id; `relspec feedback list` has them." }),
    disposition: Args.string({
      required: true,
      ignoreStdin: true,
      options: ["fix-now", "defer", "reject"],
      description: "What becomes of it.",
    }),
  };
  static override flags = {
    reason: Flags.string({ required: true, description: "Why; it is recorded.", helpValue: "TEXT" }),
    change: Flags.string({ multiple: true, description: "A commit that mends it.", helpValue: "COMMIT" }),
  };

  async run(): Promise<PlacedFeedback> {
    const { flags, args } = await this.parse(FeedbackDecide);
    const kind = args.disposition as "fix-now" | "defer" | "reject";
    const item = await this.withEngine(flags, (engine) =>
      engine.decideFeedback({ id: args.id, kind, reason: flags.reason, changes: flags.change ?? [] }),
    );
    const { renderDisposition } = await import("../../views/feedback.ts");
    this.print(renderDisposition(item, this.style));
    return item;
  }
}
