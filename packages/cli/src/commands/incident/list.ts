import type { Incident } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class IncidentList extends BaseCommand {
  static override summary = "List incidents, with the releases that caused them.";
  static override description =
    "Lists every incident on record, oldest first, with its severity, its release, and when it began and ended.";
  static override examples = [
    { description: "All of them.", command: "relspec incident list" },
    {
      description: "Those that go on.",
      command: "relspec incident list --json | jq '.[] | select(.resolvedAt == null)'",
    },
  ];

  async run(): Promise<readonly Incident[]> {
    const { flags } = await this.parse(IncidentList);
    const { incidents } = await this.withEngine(flags, (engine) => engine.notebook());
    const { renderIncidents } = await import("../../views/notebook.ts");
    this.print(renderIncidents(incidents, this.style));
    return incidents;
  }
}
