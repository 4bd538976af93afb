import * as Flags from "@oclif/core/flags";
import type { KnownFeedback } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class FeedbackList extends BaseCommand {
  static override summary = "List the feedback on the way to this release.";
  static override description =
    "Lists what was said of every candidate since the last release, with what was decided. Texts are shown where they are kept: on the machine they were recorded on, until they are erased.";
  static override examples = [
    { description: "What still needs a decision?", command: "relspec feedback list --open" },
    { description: "For a program.", command: "relspec feedback list --json" },
  ];
  static override flags = {
    open: Flags.boolean({ description: "Only what has no disposition." }),
  };

  async run(): Promise<readonly KnownFeedback[]> {
    const { flags } = await this.parse(FeedbackList);
    const all = await this.withEngine(flags, (engine) => engine.feedback());
    const shown = flags.open ? all.filter(({ disposition }) => disposition === null) : all;
    const { renderFeedback } = await import("../../views/feedback.ts");
    this.print(renderFeedback(shown, this.style));
    return shown;
  }
}
