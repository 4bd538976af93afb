import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { type Engine, exitCodeOf, type Notice, type Plan, type RunResult } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Rollback extends BaseCommand {
  static override summary = "Release an earlier version again.";
  static override description =
    "Makes a version that was released before the current one again: tags that people install by move back, the version they leave is marked, the audiences are told. Nothing is built and nothing is deleted. It is a release of its own, planned, gated, resumable and on record: when it waits or was killed, the same command, or `relspec run`, goes on.";
  static override examples = [
    { description: "See what would be done.", command: "relspec rollback 1.4.2 --preview" },
    { description: "Do it, saying why.", command: 'relspec rollback 1.4.2 --reason "Payments fail"' },
  ];
  static override args = {
    version: Args.string({
      ignoreStdin: true,
      description: "The version to go back to, as `relspec history` has it.",
      required: true,
    }),
  };
  static override flags = {
    preview: Flags.boolean({ description: "Only show the plan." }),
    reason: Flags.string({ description: "Why; it is recorded and told.", helpValue: "TEXT" }),
  };

  async run(): Promise<RunResult | Plan> {
    const { args, flags } = await this.parse(Rollback);
    const request = { version: args.version, ...(flags.reason !== undefined && { reason: flags.reason }) };
    if (flags.preview) {
      const plan = await this.withEngine(flags, (engine) => engine.planRollback(request));
      const { renderPlan } = await import("../views/plan.ts");
      this.print(renderPlan(plan, this.style));
      return plan;
    }
    const { driveRun } = await import("../progress/drive-run.ts");
    const result = await driveRun({
      style: this.sideStyle,
      verbose: flags.verbose,
      withEngine: (use: (engine: Engine) => Promise<RunResult>, observe: (notice: Notice) => void) =>
        this.withEngine(flags, use, observe),
      move: (engine, signal) => engine.rollback({ ...request, signal }),
    });
    if (result.outcome === "waiting") this.endWith(4);
    if (result.outcome === "failed") this.endWith(exitCodeOf(result.error?.code ?? "RS_RUN_FAILED"));
    const { endRun } = await import("../progress/end-run.ts");
    this.print(await endRun(result, this.style));
    return result;
  }
}
