import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { type NotesAnswer, RelspecError } from "@relspec/core";
import { BaseCommand, type GlobalFlags } from "../base-command.ts";

interface NotesJson extends Omit<NotesAnswer, "release"> {
  /** The release as it was named; null: the planned one. */
  readonly release: string | null;
  /** Null when there is nothing to release. */
  readonly version: string | null;
}

export class Notes extends BaseCommand {
  static override summary = "Print the notes of the planned release, of an earlier one, or of all.";
  static override description =
    "Prints the release notes: of the release that would come next, or of one on record. With --audience they are as that audience gets them: what its `hide` names is left out, and a text that would still name an internal issue key is refused. Features whose commits say nothing of how to use them are told beside the notes. With --all they are those of every release that a tag of the checked-out history tells of, newest first: made from the commits as the spec reads them, in one pass through the history and without a ledger. What is not released yet is left out of these.";
  static override examples = [
    { description: "What would the notes say?", command: "relspec notes" },
    { description: "The notes of an earlier release.", command: "relspec notes 1.3.0" },
    { description: "What the clients would read.", command: "relspec notes --audience clients" },
    { description: "A changelog of everything released so far.", command: "relspec notes --all > CHANGELOG.md" },
    {
      description: "The same for one package of several.",
      command: "relspec notes --all --package @acme/core > packages/core/CHANGELOG.md",
    },
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
    all: Flags.boolean({
      description: "Of every release that a tag tells of, newest first.",
      exclusive: ["release", "audience"],
    }),
    package: Flags.string({
      description: "With `--all`: of this package only.",
      helpValue: "NAME",
      dependsOn: ["all"],
    }),
  };

  async run(): Promise<NotesJson> {
    const { args, flags } = await this.parse(Notes);
    if (args.version !== undefined && flags.release !== undefined && args.version !== flags.release)
      throw new RelspecError("RS_USAGE", {
        message: `Two releases are named: ${args.version} and ${flags.release}.`,
        suggestions: [`relspec notes ${args.version}`],
      });
    const release = args.version ?? flags.release;
    if (flags.all) {
      if (release !== undefined)
        throw new RelspecError("RS_USAGE", {
          message: `\`--all\` is of every release, and ${release} is one.`,
          suggestions: [`relspec notes ${release}`, "relspec notes --all"],
        });
      const notes = await this.everything(flags);
      return { release: null, version: null, audience: null, notes, packages: [], findings: [] };
    }
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

  /** Written as it comes; kept only where it is to be one JSON document. */
  private async everything(flags: GlobalFlags & { readonly package: string | undefined }): Promise<string> {
    const { historyHeading } = await import("@relspec/core");
    const kept: string[] = [];
    let waiting = "";
    // In pieces that are worth a write: there may be ten thousand releases.
    const put = (text: string): void => {
      if (this.jsonEnabled()) kept.push(text);
      else if ((waiting += text).length > 65_536) {
        process.stdout.write(waiting);
        waiting = "";
      }
    };
    let begun = false;
    const count = await this.withEngine(flags, (engine) =>
      engine.historyNotes(
        (text) => {
          if (!begun) put(historyHeading);
          begun = true;
          put(`\n${text}`);
        },
        flags.package === undefined ? {} : { package: flags.package },
      ),
    );
    if (waiting !== "") process.stdout.write(waiting);
    if (count === 0) this.tell("No tag in this history is that of a release: see `version.tag` in the spec.");
    return kept.join("");
  }
}
