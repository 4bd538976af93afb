import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";
import type { GraphFormat } from "../views/graph.ts";

interface GraphJson {
  readonly format: GraphFormat;
  readonly text: string;
}

export class Graph extends BaseCommand {
  static override summary = "Draw the plan: stages, gates, steps and what needs what.";
  static override description =
    "Prints the plan as a graph for Mermaid (which forges show in Markdown), for Graphviz, or as a picture.";
  static override examples = [
    { description: "For a README or a pull request.", command: "relspec graph" },
    { description: "As a picture.", command: "relspec graph --format svg > plan.svg" },
  ];
  static override flags = {
    format: Flags.option({
      options: ["mermaid", "dot", "svg"] as const,
      default: "mermaid",
      description: "How the graph is written.",
    })(),
  };

  async run(): Promise<GraphJson> {
    const { flags } = await this.parse(Graph);
    const [plan, { renderGraph }] = await Promise.all([
      this.withEngine(flags, (engine) => engine.plan()),
      import("../views/graph.ts"),
    ]);
    const text = renderGraph(plan, flags.format);
    this.emit(text);
    return { format: flags.format, text };
  }
}
