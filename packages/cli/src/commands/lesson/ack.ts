import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { Lesson } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class LessonAck extends BaseCommand {
  static override summary = "Acknowledge a lesson for the open release.";
  static override description =
    "Says on record, with your name, that the open release was made with the lesson in mind. `relspec run` goes on afterwards.";
  static override examples = [{ description: "It was taken into account.", command: "relspec lesson ack LESSON-2" }];
  static override args = {
    lesson: Args.string({
      required: true,
      ignoreStdin: true,
      description: "Its id; `relspec status` names those that wait.",
    }),
  };
  static override flags = { reason: Flags.string({ description: "What was done about it.", helpValue: "TEXT" }) };

  async run(): Promise<Lesson | undefined> {
    const { flags, args } = await this.parse(LessonAck);
    const { lessons } = await this.withEngine(flags, (engine) =>
      engine.note({
        kind: "acknowledge",
        id: args.lesson,
        ...(flags.reason !== undefined && { reason: flags.reason }),
      }),
    );
    const lesson = lessons.find(({ id }) => id.toLowerCase() === args.lesson.toLowerCase());
    const { renderLessons } = await import("../../views/notebook.ts");
    this.print(renderLessons(lesson ? [lesson] : [], this.style));
    return lesson;
  }
}
