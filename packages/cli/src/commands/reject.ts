import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { Decision } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Reject extends BaseCommand {
  static override summary = "Reject a gate of the open release.";
  static override description =
    "Records your rejection with its reason, bound to the digest of the plan. The gate stays closed for this plan.";
  static override examples = [
    {
      description: "Reject as product manager.",
      command: 'relspec reject product-manager --reason "Refunds are rounded wrongly"',
    },
  ];
  static override args = {
    gate: Args.string({
      required: true,
      ignoreStdin: true,
      description: "Id of the gate, or a unique end of it; `relspec status` lists them.",
    }),
  };
  static override flags = {
    reason: Flags.string({ required: true, description: "Why; it is recorded.", helpValue: "TEXT" }),
    for: Flags.string({
      description: "Address of the one you stand in for; the spec's roles name you as a delegate of theirs.",
      helpValue: "ADDRESS",
    }),
  };

  async run(): Promise<Decision> {
    const { flags, args } = await this.parse(Reject);
    const decision = await this.withEngine(flags, (engine) =>
      engine.reject(args.gate, {
        reason: flags.reason,
        ...(flags.for !== undefined && { onBehalfOf: flags.for }),
      }),
    );
    const { renderDecision } = await import("../views/decision.ts");
    this.print(renderDecision(decision, this.style));
    return decision;
  }
}
