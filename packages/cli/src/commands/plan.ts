import * as Flags from "@oclif/core/flags";
import type { Plan as PlanJson } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";
import { parseTime } from "../services/parse-time.ts";

export class Plan extends BaseCommand {
  static override summary = "Show the whole release before anything is done.";
  static override description =
    "Reads the spec, the history and the world, and shows what a run would do: versions with their reasons, notes, every gate with what it still takes, every step with its present state, messages and warnings. It writes nothing, needs no credentials, and works on any branch, pull request or detached checkout. The same commit and spec give the same plan digest anywhere.";
  static override examples = [
    { description: "What would be released?", command: "relspec plan" },
    {
      description: "Keep the plan, and carry out exactly that one later.",
      command: "relspec plan --out plan.json && relspec run --plan plan.json",
    },
    {
      description: "In a script: exit code 10 when there is nothing to release.",
      command: "relspec plan --exit-code --json",
    },
  ];
  static override flags = {
    out: Flags.string({ description: "Write the plan to this file, for `relspec run --plan`.", helpValue: "FILE" }),
    at: Flags.string({
      description: "Plan as if it were this time (RFC 3339): what gates and windows would say then.",
      helpValue: "TIME",
    }),
    "exit-code": Flags.boolean({ description: "Exit with 10 when there is nothing to release." }),
  };

  async run(): Promise<PlanJson> {
    const { flags } = await this.parse(Plan);
    const options = flags.at === undefined ? {} : { at: parseTime(flags.at) };
    const plan = await this.withEngine(flags, (engine) => engine.plan(options));
    if (flags.out !== undefined) {
      const { writePlan } = await import("../services/plan-file.ts");
      await writePlan(flags.out, plan, flags.cwd);
    }
    if (flags["exit-code"] && plan.outcome === "nothing-to-release") this.endWith(10);
    if (process.env["GITHUB_STEP_SUMMARY"]) {
      const [{ addJobSummary }, { summarizePlan }] = await Promise.all([
        import("../ci/job-summary.ts"),
        import("../ci/summarize-plan.ts"),
      ]);
      await addJobSummary(summarizePlan(plan), process.env);
    }
    const { renderPlan } = await import("../views/plan.ts");
    this.print(renderPlan(plan, this.style));
    return plan;
  }
}
