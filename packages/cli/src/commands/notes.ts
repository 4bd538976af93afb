import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";

interface NotesJson {
  readonly release: string | null;
  readonly notes: string;
}

export class Notes extends BaseCommand {
  static override summary = "Print the notes of the planned release, or of an earlier one.";
  static override description =
    "Prints the release notes as Markdown: of the release that would come next, or of the one named by `--release`.";
  static override examples = [
    { description: "What would the notes say?", command: "relspec notes" },
    { description: "The notes of an earlier release.", command: "relspec notes --release 1.3.0" },
  ];
  static override flags = {
    release: Flags.string({
      description: "Of this release (id or version), instead of the planned one.",
      helpValue: "RELEASE",
    }),
  };

  async run(): Promise<NotesJson> {
    const { flags } = await this.parse(Notes);
    const notes = await this.withEngine(flags, (engine) =>
      engine.render("notes", flags.release === undefined ? {} : { release: flags.release }),
    );
    this.emit(notes);
    return { release: flags.release ?? null, notes };
  }
}
