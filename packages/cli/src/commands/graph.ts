import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../base-command.ts";

interface GraphJson {
  readonly format: "mermaid" | "dot";
  readonly text: string;
}

export class Graph extends BaseCommand {
  static override summary = "Draw the plan: stages, gates, steps and what needs what.";
  static override description = "Prints the plan as a graph for Mermaid (which forges show in Markdown) or Graphviz.";
  static override examples = [
    { description: "For a README or a pull request.", command: "relspec graph" },
    { description: "As a picture, with Graphviz.", command: "relspec graph --format dot | dot -Tsvg > plan.svg" },
  ];
  static override flags = {
    format: Flags.option({
      options: ["mermaid", "dot"] as const,
      default: "mermaid",
      description: "The language of the graph.",
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
