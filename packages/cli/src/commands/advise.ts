import type { Advice } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Advise extends BaseCommand {
  static override summary = "Check this project against the five pitfalls of release management, on its own figures.";
  static override description =
    "Size and strategy, promises to users, groups in conflict, waiting, and version control: each with the numbers from the ledger and the plan, and one suggestion. Changes nothing; exit code 0 whatever it says.";
  static override examples = [{ description: "What should change?", command: "relspec advise" }];

  async run(): Promise<readonly Advice[]> {
    const { flags } = await this.parse(Advise);
    const advice = await this.withEngine(flags, (engine) => engine.advise());
    const { renderAdvice } = await import("../views/support.ts");
    this.print(renderAdvice(advice, this.style));
    return advice;
  }
}
