import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import { toolNames, type ToolName } from "../migrate/tools.ts";
import type { InitResult } from "../services/init-project.ts";

export class Init extends BaseCommand {
  static override summary = "Write a spec from what is in this project.";
  static override description =
    "Asks each plugin that comes with relspec whether it is of use here, and writes `relspec.yaml` with those that are. An existing spec is never overwritten. With `--from` the spec does what another tool is configured to do here, and what it could not carry over is said, in the spec too; that tool's own files stay as they are.";
  static override examples = [
    { description: "Begin.", command: "relspec init" },
    { description: "In another directory.", command: "relspec init --cwd packages/app" },
    { description: "Come from another tool.", command: "relspec init --from semantic-release" },
  ];
  static override flags = {
    from: Flags.custom<ToolName>({
      description: "The tool whose configuration is carried over.",
      options: [...toolNames],
      helpValue: "TOOL",
    })(),
  };

  async run(): Promise<InitResult> {
    const { flags } = await this.parse(Init);
    const { initProject } = await import("../services/init-project.ts");
    const result = await initProject(flags);
    const { renderInit } = await import("../views/init.ts");
    this.print(renderInit(result, this.style));
    return result;
  }
}
