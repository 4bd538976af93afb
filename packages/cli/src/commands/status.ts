import type { Status as StatusJson } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Status extends BaseCommand {
  static override summary = "Show where the release is and what it waits for.";
  static override description =
    "Shows the open release with its stages, steps, gates and whoever holds it, and the last release before it. Reads the ledger only.";
  static override examples = [
    { description: "Where is the release?", command: "relspec status" },
    { description: "Which gates wait?", command: "relspec status --json | jq '.waitingFor[].id'" },
  ];

  async run(): Promise<StatusJson> {
    const { flags } = await this.parse(Status);
    const status = await this.withEngine(flags, (engine) => engine.status());
    const { renderStatus } = await import("../views/status.ts");
    this.print(renderStatus(status, this.style));
    return status;
  }
}
