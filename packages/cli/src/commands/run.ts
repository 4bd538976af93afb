import * as Flags from "@oclif/core/flags";
import {
  type Engine,
  exitCodeOf,
  type Notice,
  type RunRequest,
  type RunResult,
  type StageName,
  stageNames,
} from "@relspec/core";
import { BaseCommand } from "../base-command.ts";
import { assumeFlag, parseAssumption } from "../services/parse-assumption.ts";

export class Run extends BaseCommand {
  static override summary = "Move the release on, as far as it can go.";
  static override description =
    "Opens a release from the plan, or goes on with the open one, whether it waits, failed or crashed: the same command each time, and nothing is done twice. It stops at a closed gate (exit code 4) and says what is missing. The first Ctrl-C stops after the steps under way are on record, a second one at once.";
  static override examples = [
    { description: "Release.", command: "relspec run" },
    { description: "Carry out exactly the plan that was reviewed.", command: "relspec run --plan plan.json" },
    { description: "Stop before anything is published.", command: "relspec run --until prepare" },
    {
      description: "After a crash, when nobody can look up whether a mail was sent: it was.",
      command: "relspec run --assume done=deploy/email/send:clients",
    },
  ];
  static override flags = {
    plan: Flags.string({ description: "Carry out this plan; refuse when it is stale.", helpValue: "FILE" }),
    until: Flags.option({ options: stageNames, description: "Stop after this stage." })(),
    wait: Flags.boolean({ description: "Wait for closed gates and for another run, instead of ending." }),
    assume: assumeFlag,
  };

  async run(): Promise<RunResult> {
    const { flags } = await this.parse(Run);
    const request = await this.readRequest(flags);
    const { driveRun } = await import("../progress/drive-run.ts");
    const result = await driveRun({
      style: this.sideStyle,
      verbose: flags.verbose,
      withEngine: (use: (engine: Engine) => Promise<RunResult>, observe: (notice: Notice) => void) =>
        this.withEngine(flags, use, observe),
      move: (engine, signal) => engine.run({ ...request, signal }),
    });
    if (result.outcome === "waiting") this.endWith(4);
    if (result.outcome === "failed") this.endWith(exitCodeOf(result.error?.code ?? "RS_RUN_FAILED"));
    const { endRun } = await import("../progress/end-run.ts");
    this.print(await endRun(result, this.style));
    return result;
  }

  private async readRequest(flags: {
    readonly plan: string | undefined;
    readonly until: StageName | undefined;
    readonly wait: boolean;
    readonly assume: readonly string[] | undefined;
    readonly cwd: string | undefined;
  }): Promise<Omit<RunRequest, "signal">> {
    const plan =
      flags.plan === undefined
        ? undefined
        : await (await import("../services/plan-file.ts")).readPlan(flags.plan, flags.cwd);
    return {
      wait: flags.wait,
      ...(plan && { plan }),
      ...(flags.until && { until: flags.until }),
      ...(flags.assume && { assume: flags.assume.map(parseAssumption) }),
    };
  }
}
