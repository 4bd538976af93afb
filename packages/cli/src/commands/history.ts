import type { ReleaseSummary } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class History extends BaseCommand {
  static override summary = "List all releases on record.";
  static override description =
    "Lists every release the ledger knows, newest last, with its outcome, times, packages and the digest of its plan.";
  static override examples = [
    { description: "All releases.", command: "relspec history" },
    { description: "The version released last.", command: "relspec history --json | jq -r '.[-1].version'" },
  ];

  async run(): Promise<readonly ReleaseSummary[]> {
    const { flags } = await this.parse(History);
    const releases = await this.withEngine(flags, (engine) => engine.history());
    const { renderHistory } = await import("../views/history.ts");
    this.print(renderHistory(releases, this.style));
    return releases;
  }
}
