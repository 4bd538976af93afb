import * as Flags from "@oclif/core/flags";
import { type Engine, exitCodeOf, type Notice, RelspecError, type RunResult, type UndoPlan } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";
import { assumeFlag, parseAssumption } from "../services/parse-assumption.ts";

export class Undo extends BaseCommand {
  static override summary = "Take the open release back, last step first.";
  static override description =
    "Takes back what the open release has done, in reverse order, and closes it. What cannot be taken back is named before anything happens. On a terminal it asks first; elsewhere it was called on purpose.";
  static override examples = [
    { description: "See what would be taken back, and what cannot be.", command: "relspec undo --preview" },
    { description: "Take it back, saying why.", command: 'relspec undo --reason "Wrong branch"' },
    {
      description: "After a crash, when nobody can look up whether a step took place: it did not.",
      command: "relspec undo --assume not-done=deploy/exec/notify",
    },
  ];
  static override flags = {
    preview: Flags.boolean({ description: "Only show what would be taken back." }),
    reason: Flags.string({ description: "Why; it is recorded.", helpValue: "TEXT" }),
    assume: assumeFlag,
    yes: Flags.boolean({ char: "y", description: "Do not ask." }),
  };

  async run(): Promise<RunResult | UndoPlan> {
    const { flags } = await this.parse(Undo);
    const [{ renderUndoPlan }, { driveRun }] = await Promise.all([
      import("../views/undo-plan.ts"),
      import("../progress/drive-run.ts"),
    ]);
    const assume = flags.assume?.map(parseAssumption);
    const planned = await this.withEngine(flags, (engine) => engine.planUndo());
    if (flags.preview) {
      this.print(renderUndoPlan(planned, this.style));
      return planned;
    }
    this.tell(renderUndoPlan(planned, this.sideStyle));
    if (!flags.yes && !this.jsonEnabled() && process.stdin.isTTY && process.stderr.isTTY) await confirm(planned);
    const result = await driveRun({
      style: this.sideStyle,
      verbose: flags.verbose,
      withEngine: (use: (engine: Engine) => Promise<RunResult>, observe: (notice: Notice) => void) =>
        this.withEngine(flags, use, observe),
      move: (engine, signal) =>
        engine.undo({
          signal,
          ...(flags.reason !== undefined && { reason: flags.reason }),
          ...(assume && { assume }),
        }),
    });
    if (result.outcome === "failed") this.endWith(exitCodeOf(result.error?.code ?? "RS_RUN_FAILED"));
    const { renderRunResult } = await import("../views/run-result.ts");
    this.print(renderRunResult(result, this.style));
    return result;
  }
}

/** @throws `RS_USAGE` when the answer is not yes. */
async function confirm({ version }: UndoPlan): Promise<void> {
  const { createInterface } = await import("node:readline/promises");
  const { plainLine } = await import("../views/plain.ts");
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`Take ${plainLine(version)} back? [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new RelspecError("RS_USAGE", {
      message: "Nothing was taken back.",
      suggestions: ["Answer `y`, or call it with `--yes`."],
    });
  }
}
