import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";

export class FeedbackForget extends BaseCommand {
  static override summary = "Erase who a person is and what they wrote.";
  static override description =
    "Takes everything of one person out of .relspec/feedback.json. What is in the ledger stays as it is: scores and decisions, which say nothing of who it was.";
  static override examples = [{ description: "As asked for.", command: "relspec feedback forget eva@example.com" }];
  static override args = {
    address: Args.string({ required: true, ignoreStdin: true, description: "Address of the person." }),
  };

  async run(): Promise<{ readonly erased: number }> {
    const { flags, args } = await this.parse(FeedbackForget);
    const answer = await this.withEngine(flags, (engine) => engine.forgetFeedback(args.address));
    this.print(`Erased ${answer.erased} ${answer.erased === 1 ? "piece" : "pieces"} of feedback.`);
    return answer;
  }
}
