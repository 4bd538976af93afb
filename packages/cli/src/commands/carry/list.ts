import type { CarryOver } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

export class CarryList extends BaseCommand {
  static override summary = "List what releases have left to the next one, and what became of it.";
  static override description =
    "Lists what was left to the next release: issues that were added, and incidents that go on. What is not decided keeps that release waiting.";
  static override examples = [{ description: "All of it.", command: "relspec carry list" }];

  async run(): Promise<readonly CarryOver[]> {
    const { flags } = await this.parse(CarryList);
    const { carryOvers } = await this.withEngine(flags, (engine) => engine.notebook());
    const { renderCarryOvers } = await import("../../views/notebook.ts");
    this.print(renderCarryOvers(carryOvers, this.style));
    return carryOvers;
  }
}
