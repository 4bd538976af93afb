import { BaseCommand } from "../base-command.ts";
import type { InitResult } from "../services/init-project.ts";

export class Init extends BaseCommand {
  static override summary = "Write a spec from what is in this project.";
  static override description =
    "Asks each plugin that comes with relspec whether it is of use here, and writes `relspec.yaml` with those that are. An existing spec is never overwritten.";
  static override examples = [
    { description: "Begin.", command: "relspec init" },
    { description: "In another directory.", command: "relspec init --cwd packages/app" },
  ];

  async run(): Promise<InitResult> {
    const { flags } = await this.parse(Init);
    const { initProject } = await import("../services/init-project.ts");
    const result = await initProject(flags);
    const { renderInit } = await import("../views/init.ts");
    this.print(renderInit(result, this.style));
    return result;
  }
}
