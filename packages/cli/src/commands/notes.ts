import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { type NotesAnswer, RelspecError } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

interface NotesJson extends Omit<NotesAnswer, "release"> {
  /** The release as it was named; null: the planned one. */
  readonly release: string | null;
  /** Null when there is nothing to release. */
  readonly version: string | null;
}

export class Notes extends BaseCommand {
  static override summary = "Print the notes of the planned release, or of an earlier one.";
  static override description =
    "Prints the release notes: of the release that would come next, or of one on record. With --audience they are as that audience gets them: what its `hide` names is left out, and a text that would still name an internal issue key is refused. Features whose commits say nothing of how to use them are told beside the notes.";
  static override examples = [
    { description: "What would the notes say?", command: "relspec notes" },
    { description: "The notes of an earlier release.", command: "relspec notes 1.3.0" },
    { description: "What the clients would read.", command: "relspec notes --audience clients" },
  ];
  static override args = {
    version: Args.string({
      ignoreStdin: true,
      description: "Of this release (version or id), instead of the planned one.",
    }),
  };
  static override flags = {
    release: Flags.string({
      description: "The same as the argument.",
      helpValue: "RELEASE",
    }),
    audience: Flags.string({ description: "As this audience of the spec gets them.", helpValue: "NAME" }),
  };

  async run(): Promise<NotesJson> {
    const { args, flags } = await this.parse(Notes);
    if (args.version !== undefined && flags.release !== undefined && args.version !== flags.release)
      throw new RelspecError("RS_USAGE", {
        message: `Two releases are named: ${args.version} and ${flags.release}.`,
        suggestions: [`relspec notes ${args.version}`],
      });
    const release = args.version ?? flags.release;
    const { audience } = flags;
    const answer = await this.withEngine(flags, (engine) =>
      engine.notes({ ...(release !== undefined && { release }), ...(audience !== undefined && { audience }) }),
    );
    if (!this.jsonEnabled()) {
      if (answer.release === null) this.tell("There is nothing to release, so there are no notes.");
      else this.emit(answer.notes);
      const { renderFindings } = await import("../views/findings.ts");
      const findings = renderFindings(answer.findings, this.sideStyle);
      if (findings !== "") this.tell(findings);
    }
    return { ...answer, release: release ?? null, version: answer.release?.version ?? null };
  }
}
