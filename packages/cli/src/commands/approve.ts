import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { Decision } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Approve extends BaseCommand {
  static override summary = "Approve a gate of the open release.";
  static override description =
    "Records your approval, bound to the digest of the plan you approve: a changed plan asks again. Who you are is proven by a signature with the key that git signs commits with, or by the identity token of a job; where the policy says `identity: claimed`, the identity git is configured with is enough. `relspec run` goes on afterwards.";
  static override examples = [
    { description: "Approve as product manager.", command: "relspec approve product-manager" },
    {
      description: "By the gate's full id, with a reason.",
      command: 'relspec approve prepare/approval:product-manager --reason "Tried it on staging"',
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
    reason: Flags.string({ description: "Why; it is recorded.", helpValue: "TEXT" }),
    plan: Flags.string({
      description:
        "Approve only if the open release has exactly the plan in this file; `relspec plan --out` writes one.",
      helpValue: "FILE",
    }),
    for: Flags.string({
      description: "Address of the one you stand in for; the spec's roles name you as a delegate of theirs.",
      helpValue: "ADDRESS",
    }),
  };

  async run(): Promise<Decision> {
    const { flags, args } = await this.parse(Approve);
    const { readPlan } = await import("../services/plan-file.ts");
    const plan = flags.plan === undefined ? undefined : await readPlan(flags.plan, flags.cwd);
    const { decision, approved } = await this.withEngine(flags, async (engine) => ({
      decision: await engine.approve(args.gate, {
        ...(plan && { plan }),
        ...(flags.reason !== undefined && { reason: flags.reason }),
        ...(flags.for !== undefined && { onBehalfOf: flags.for }),
      }),
      approved: this.jsonEnabled() ? null : (await engine.status()).open?.plan,
    }));
    if (approved) {
      const { renderPlan } = await import("../views/plan.ts");
      this.print(`${renderPlan(approved, this.style)}\n`);
    }
    const { renderDecision } = await import("../views/decision.ts");
    this.print(renderDecision(decision, this.style));
    return decision;
  }
}
