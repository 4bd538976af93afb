import type { Lesson } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class LessonList extends BaseCommand {
  static override summary = "List lessons with their tags.";
  static override description =
    "Lists every lesson on record with its tags and the release it was learnt from. In a later release with one of these tags it waits to be acknowledged.";
  static override examples = [{ description: "All of them.", command: "relspec lesson list" }];

  async run(): Promise<readonly Lesson[]> {
    const { flags } = await this.parse(LessonList);
    const { lessons } = await this.withEngine(flags, (engine) => engine.notebook());
    const { renderLessons } = await import("../../views/notebook.ts");
    this.print(renderLessons(lessons, this.style));
    return lessons;
  }
}
