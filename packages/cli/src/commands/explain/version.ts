import type { Change, Plan, PlannedPackage } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

interface VersionJson {
  readonly release: Plan["release"];
  readonly packages: readonly PlannedPackage[];
  readonly changes: readonly Change[];
}

export class ExplainVersion extends BaseCommand {
  static override summary = "Say why the next version is what it is.";
  static override description =
    "Shows for each package the changes since its last release, with what each asks for and the rule that says so.";
  static override examples = [
    { description: "Why this version, or why none?", command: "relspec explain version" },
    {
      description: "What asks for a major release?",
      command: "relspec explain version --json | jq '.changes[] | select(.bump == \"major\")'",
    },
  ];

  async run(): Promise<VersionJson> {
    const { flags } = await this.parse(ExplainVersion);
    const { release, packages, changes } = await this.withEngine(flags, (engine) => engine.plan());
    const { renderVersionReasons } = await import("../../views/version-reasons.ts");
    this.print(renderVersionReasons({ release, packages, changes }, this.style));
    return { release, packages, changes };
  }
}
