import type { AuditResult } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class AuditVerify extends BaseCommand {
  static override summary = "Prove that the ledger holds together.";
  static override description =
    "Recomputes the hash of every event and follows the chain from the first to the last. Exit code 5 when an event was changed, removed or put in another order; the first that does not hold is named.";
  static override examples = [
    { description: "Does the evidence hold?", command: "relspec audit verify" },
    {
      description: "Keep the hash of the last event elsewhere, to compare it later.",
      command: "relspec audit verify --json | jq -r .head",
    },
  ];

  async run(): Promise<AuditResult> {
    const { flags } = await this.parse(AuditVerify);
    const result = await this.withEngine(flags, (engine) => engine.audit());
    if (!result.intact) this.endWith(5);
    const { renderAudit } = await import("../../views/audit.ts");
    this.print(renderAudit(result, this.style));
    return result;
  }
}
