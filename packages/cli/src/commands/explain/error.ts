import * as Args from "@oclif/core/args";
import { BaseCommand } from "../../base-command.ts";
import type { ErrorStory } from "../../services/find-error.ts";

export class ExplainError extends BaseCommand {
  static override summary = "Say what an error code means and how it is mended.";
  static override description =
    "Explains a code such as `RS_PLAN_STALE`: how it comes about, how it is mended, and the exit code that goes with it.";
  static override examples = [{ description: "What is a stale plan?", command: "relspec explain error RS_PLAN_STALE" }];
  static override args = {
    code: Args.string({ required: true, ignoreStdin: true, description: "The code, `RS_…`." }),
  };

  async run(): Promise<ErrorStory> {
    const { args } = await this.parse(ExplainError);
    const [{ findError }, { renderErrorStory }] = await Promise.all([
      import("../../services/find-error.ts"),
      import("../../views/error-story.ts"),
    ]);
    const story = findError(args.code);
    this.print(renderErrorStory(story, this.style));
    return story;
  }
}
