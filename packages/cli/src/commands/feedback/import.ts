import * as Args from "@oclif/core/args";
import type { FeedbackAnswer } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class FeedbackImport extends BaseCommand {
  static override summary = "Put feedback from a file or a folder of mails on record.";
  static override description =
    "Reads CSV (with a header), JSON (a list), and folders of .eml files. Columns and keys: from, text, score, severity, id; other usual names are understood. What is on record already counts once, so that the same file can be imported again and again.";
  static override examples = [
    { description: "What a form has gathered.", command: "relspec feedback import answers.csv" },
    { description: "A folder of mails.", command: "relspec feedback import inbox/" },
  ];
  static override args = {
    path: Args.string({
      required: true,
      ignoreStdin: true,
      description: "A .csv or .json file, or a folder with .eml files.",
    }),
  };

  async run(): Promise<FeedbackAnswer> {
    const { flags, args } = await this.parse(FeedbackImport);
    const { readFeedback } = await import("../../services/read-feedback.ts");
    const { rows, source } = await readFeedback(args.path, flags.cwd ?? process.cwd());
    const answer = await this.withEngine(flags, (engine) => engine.addFeedback(rows, source));
    const { renderFeedbackAnswer } = await import("../../views/feedback.ts");
    this.print(renderFeedbackAnswer(answer, this.style));
    return answer;
  }
}
