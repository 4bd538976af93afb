import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { Decision } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Waive extends BaseCommand {
  static override summary = "Open a gate on your responsibility, until a date.";
  static override description =
    "For those whom the spec's `policy.waivers` names above the gate. The waiver is bound to the plan of the open release, holds until its end, and is shown in every plan until then; after it the gate is closed again. Who waived what, why and until when is on record.";
  static override examples = [
    {
      description: "Let a release go with less coverage, for a week.",
      command: 'relspec waive prepare/coverage --reason "The generated client is not counted yet" --until 2026-12-01',
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
    until: Flags.string({
      required: true,
      description: "Its end: a day (its end, in UTC), or a time (RFC 3339).",
      helpValue: "DATE",
    }),
  };

  async run(): Promise<Decision> {
    const { flags, args } = await this.parse(Waive);
    const { reason, until } = flags;
    const decision = await this.withEngine(flags, (engine) => engine.waive(args.gate, { reason, until }));
    const { renderDecision } = await import("../views/decision.ts");
    this.print(renderDecision(decision, this.style));
    return decision;
  }
}
