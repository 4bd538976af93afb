import type { Change } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

type ListedJson = readonly Pick<Change, "id" | "bump" | "subject" | "packages" | "authors">[];

export class ChangeList extends BaseCommand {
  static override summary = "List the intents that the next release takes in.";
  static override description =
    "Shows the committed intents that no release has used yet, with what they ask for. What is only in the working tree is named as a warning.";
  static override examples = [
    { description: "What is waiting to be released?", command: "relspec change list" },
    { description: "Their files.", command: "relspec change list --json | jq -r '.[].file'" },
  ];

  async run(): Promise<ListedJson> {
    const { flags } = await this.parse(ChangeList);
    const { changes, warnings } = await this.withEngine(flags, (engine) => engine.plan());
    const intents = changes.filter(({ file }) => file !== undefined);
    const { renderIntents } = await import("../../views/intents.ts");
    this.print(renderIntents(intents, warnings, this.style));
    return intents.map(({ id, file, bump, subject, packages, authors }) => ({
      id,
      file,
      ...(bump !== undefined && { bump }),
      subject,
      packages,
      authors,
    }));
  }
}
