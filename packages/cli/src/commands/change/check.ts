import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../../base-command.ts";

interface CheckJson {
  readonly base: string;
  readonly touched: readonly string[];
  readonly intents: readonly string[];
  readonly missing: readonly string[];
}

export class ChangeCheck extends BaseCommand {
  static override summary = "See that every changed package has an intent.";
  static override description =
    "Exits with 3 when a package has changed since the base and no intent that came since names it. An intent with `none`, or one for no package, counts: it says that no release is needed.";
  static override examples = [
    { description: "In a pull request.", command: "relspec change check --since main" },
    { description: "Which packages lack one?", command: "relspec change check --json | jq .missing" },
  ];
  static override flags = {
    since: Flags.string({
      description: "Branch, tag or commit to compare with; default the main branch.",
      helpValue: "REF",
    }),
  };

  async run(): Promise<CheckJson> {
    const { flags } = await this.parse(ChangeCheck);
    const survey = await this.withEngine(flags, (engine) =>
      engine.surveyIntents(flags.since === undefined ? {} : { since: flags.since }),
    );
    const { base, touched, missing } = survey;
    const { renderCheck } = await import("../../views/intents.ts");
    this.print(renderCheck(survey, this.style));
    if (missing.length > 0) this.endWith(3);
    return { base, touched, intents: survey.intents.map(({ path }) => path), missing };
  }
}
