import * as Flags from "@oclif/core/flags";
import { type IntentBump, type IntentSurvey, RelspecError } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";
import type { IntentAnswer } from "../../services/ask-intent.ts";

const bumps = ["major", "minor", "patch", "none"] as const satisfies readonly IntentBump[];

interface AddedJson {
  /** Null when the person gave up. */
  readonly file: string | null;
  readonly packages: Readonly<Record<string, IntentBump>>;
}

export class ChangeAdd extends BaseCommand {
  static override summary = "Write an intent: what a change means for packages, and what to tell of it.";
  static override description =
    "Writes a file to `.changeset/`, to be committed with the change; the next release takes it in. On a terminal it asks for what the flags do not say, with the packages that were changed selected.";
  static override examples = [
    { description: "Be asked.", command: "relspec change add" },
    {
      description: "In a script.",
      command: 'relspec change add --package @acme/a --bump minor --message "Refunds in euro"',
    },
    {
      description: "Say that nothing here needs a release.",
      command: 'relspec change add --bump none --message "Tests only"',
    },
  ];
  static override flags = {
    package: Flags.string({ multiple: true, description: "A package it is for; may be repeated.", helpValue: "NAME" }),
    bump: Flags.string({ options: bumps, description: "What it means for each of them." }),
    message: Flags.string({ char: "m", description: "What has changed; Markdown.", helpValue: "TEXT" }),
    since: Flags.string({ description: "Branch or commit that changes are told from.", helpValue: "REF" }),
  };

  async run(): Promise<AddedJson> {
    const { flags } = await this.parse(ChangeAdd);
    return this.withEngine(flags, async (engine) => {
      const survey = await engine.surveyIntents(flags.since === undefined ? {} : { since: flags.since });
      refuseUnknown(flags.package ?? [], survey);
      const bump = flags.bump as IntentBump | undefined;
      const answer =
        answered(flags.package, bump, flags.message, survey) ??
        (await this.ask(survey, { ...(flags.package && { packages: flags.package }), bump, message: flags.message }));
      if (answer === null) {
        this.tell("Nothing was written.");
        this.endWith(1);
        return { file: null, packages: {} };
      }
      const { writeIntent } = await import("../../services/write-intent.ts");
      const file = await writeIntent(await engine.root(), answer.releases, answer.summary);
      const { renderAdded } = await import("../../views/intents.ts");
      this.print(renderAdded(file, answer.releases, this.style));
      return { file, packages: Object.fromEntries(answer.releases) };
    });
  }

  private async ask(
    survey: IntentSurvey,
    given: {
      readonly packages?: readonly string[];
      readonly bump: IntentBump | undefined;
      readonly message: string | undefined;
    },
  ): Promise<IntentAnswer | null> {
    const { packages, bump, message } = given;
    if (this.jsonEnabled() || !process.stdin.isTTY || !process.stderr.isTTY) throw cannotAsk(given, survey);
    const { askIntent } = await import("../../services/ask-intent.ts");
    return askIntent(survey, {
      ...(packages && { packages }),
      ...(bump !== undefined && { bump }),
      ...(message !== undefined && { summary: message }),
    });
  }
}

/** Null while something is missing. Without a package, `none` is for the whole change. */
function answered(
  packages: readonly string[] | undefined,
  bump: IntentBump | undefined,
  summary: string | undefined,
  survey: IntentSurvey,
): IntentAnswer | null {
  if (bump === undefined || summary === undefined || summary.trim() === "") return null;
  const names = packages ?? (bump === "none" ? [] : survey.packages.length === 1 ? survey.packages : null);
  return names && { releases: new Map(names.map((name) => [name, bump])), summary };
}

function refuseUnknown(names: readonly string[], { packages }: IntentSurvey): void {
  const unknown = names.find((name) => !packages.includes(name));
  if (unknown === undefined) return;
  throw new RelspecError("RS_USAGE", {
    message: `There is no package "${unknown}" that is released.`,
    details: { package: unknown, packages },
    suggestions: [`The packages are: ${packages.slice(0, 20).join(", ")}${packages.length > 20 ? " …" : ""}.`],
  });
}

function cannotAsk(
  given: {
    readonly packages?: readonly string[];
    readonly bump: IntentBump | undefined;
    readonly message: string | undefined;
  },
  { packages }: IntentSurvey,
): RelspecError {
  const missing = [
    ...(given.packages === undefined && packages.length !== 1 && given.bump !== "none" ? ["--package"] : []),
    ...(given.bump === undefined ? ["--bump"] : []),
    ...(given.message === undefined || given.message.trim() === "" ? ["--message"] : []),
  ];
  return new RelspecError("RS_USAGE", {
    message: `There is no terminal to ask on, and this is missing: ${missing.join(", ")}.`,
    details: { missing },
    suggestions: ['relspec change add --package NAME --bump minor --message "What has changed"'],
  });
}
