import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { type Engine, exitCodeOf, type Notice, type RunResult } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Promote extends BaseCommand {
  static override summary = "Give the build of the open release to one environment.";
  static override description =
    "Deploys to the named environment and to no other, then stops. What the environment requires must be verified first (exit code 4 names it), and its gates hold as they do for `relspec run`. An environment that went back by itself is held; a reason lets it go, on record, and its steps begin anew.";
  static override examples = [
    { description: "Deploy to staging, and no further.", command: "relspec promote staging" },
    {
      description: "Try again where verification had failed.",
      command: 'relspec promote production --reason "The load balancer was at fault"',
    },
  ];
  static override args = {
    environment: Args.string({ required: true, ignoreStdin: true, description: "Name of the environment." }),
  };
  static override flags = {
    reason: Flags.string({
      description: "Why a held environment may be tried again; it is recorded.",
      helpValue: "TEXT",
    }),
  };

  async run(): Promise<RunResult> {
    const { flags, args } = await this.parse(Promote);
    const { driveRun } = await import("../progress/drive-run.ts");
    const result = await driveRun({
      style: this.sideStyle,
      verbose: flags.verbose,
      withEngine: (use: (engine: Engine) => Promise<RunResult>, observe: (notice: Notice) => void) =>
        this.withEngine(flags, use, observe),
      move: (engine, signal) =>
        engine.promote(args.environment, { signal, ...(flags.reason !== undefined && { reason: flags.reason }) }),
    });
    if (result.outcome === "waiting" && result.waitingFor.length > 0) this.endWith(4);
    if (result.outcome === "failed") this.endWith(exitCodeOf(result.error?.code ?? "RS_RUN_FAILED"));
    const { endRun } = await import("../progress/end-run.ts");
    this.print(await endRun(result, this.style));
    return result;
  }
}
