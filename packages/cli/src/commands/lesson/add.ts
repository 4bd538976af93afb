import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { Lesson } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class LessonAdd extends BaseCommand {
  static override summary = "Put a lesson on record, for later releases of its kind.";
  static override description =
    "A lesson comes back in every later release that has one of its tags: the scope or type of a change, or the name of a package. That release waits (exit code 4) until somebody acknowledges the lesson.";
  static override examples = [
    {
      description: "For every release that touches the database.",
      command: 'relspec lesson add "Lock the table before the backfill" --tag database',
    },
  ];
  static override args = {
    text: Args.string({ required: true, ignoreStdin: true, description: "What was learnt." }),
  };
  static override flags = {
    tag: Flags.string({
      multiple: true,
      required: true,
      description: "What it is about; may be given again.",
      helpValue: "TAG",
    }),
    release: Flags.string({ description: "Release it was learnt from; default the last one.", helpValue: "RELEASE" }),
  };

  async run(): Promise<Lesson> {
    const { flags, args } = await this.parse(LessonAdd);
    const { lessons } = await this.withEngine(flags, (engine) =>
      engine.note({
        kind: "lesson",
        text: args.text,
        tags: flags.tag,
        ...(flags.release !== undefined && { release: flags.release }),
      }),
    );
    const lesson = lessons.at(-1) as Lesson;
    const { renderLessons } = await import("../../views/notebook.ts");
    this.print(renderLessons([lesson], this.style));
    return lesson;
  }
}
