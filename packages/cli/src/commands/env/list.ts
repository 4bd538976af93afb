import type { EnvironmentReport } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class EnvList extends BaseCommand {
  static override summary = "Show what runs in each environment, and since when.";
  static override description =
    "Reads the ledger, and asks every step that can look whether what it had made is still there: `drifted` says it is not. Changes nothing.";
  static override examples = [
    { description: "What runs where?", command: "relspec env list" },
    {
      description: "Which version is in production?",
      command: "relspec env list --json | jq -r '.[] | select(.environment == \"production\").running.version'",
    },
  ];

  async run(): Promise<readonly EnvironmentReport[]> {
    const { flags } = await this.parse(EnvList);
    const environments = await this.withEngine(flags, (engine) => engine.environments());
    const { renderEnvironments } = await import("../../views/environments.ts");
    this.print(renderEnvironments(environments, this.style));
    return environments;
  }
}
