import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { FeedbackAnswer } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class FeedbackAdd extends BaseCommand {
  static override summary = "Put one piece of feedback on the open candidate on record.";
  static override description =
    "Only feedback of the cohort counts; of anybody else it is refused. Who wrote what is kept beside the ledger, in .relspec/feedback.json, and can be erased; the events hold neither.";
  static override examples = [
    {
      description: "Somebody is content.",
      command: 'relspec feedback add "Refunds work" --from eva@example.com --score 5',
    },
    {
      description: "Somebody cannot work with it.",
      command: 'relspec feedback add "The page stays empty" --from eva@example.com --severity blocker',
    },
  ];
  static override args = {
    text: Args.string({ ignoreStdin: true, default: "", description: "What they say." }),
  };
  static override flags = {
    from: Flags.string({ required: true, description: "Address of who says it.", helpValue: "ADDRESS" }),
    score: Flags.string({ description: "What they give it, a number.", helpValue: "NUMBER" }),
    severity: Flags.string({
      description: "How bad it is.",
      options: ["blocker", "major", "minor", "none"],
    }),
    id: Flags.string({ description: "Its id where it comes from, so that it counts once.", helpValue: "ID" }),
  };

  async run(): Promise<FeedbackAnswer> {
    const { flags, args } = await this.parse(FeedbackAdd);
    const { rowOf } = await import("../../services/feedback-rows.ts");
    const { from, score, severity, id } = flags;
    const row = rowOf({ from, text: args.text, score, severity, id }, "what you gave");
    const answer = await this.withEngine(flags, (engine) => engine.addFeedback([row], "cli"));
    const { renderFeedbackAnswer } = await import("../../views/feedback.ts");
    this.print(renderFeedbackAnswer(answer, this.style));
    return answer;
  }
}
