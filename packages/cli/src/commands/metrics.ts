import * as Flags from "@oclif/core/flags";
import type { Metrics as MetricsJson } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";
import { parseMoment } from "../services/parse-moment.ts";

export class Metrics extends BaseCommand {
  static override summary = "Show how the line of releases does: DORA's five measures, rework, and where time goes.";
  static override description =
    "All figures are made from the ledger, and from nothing else. One without data is shown as such and is null in JSON.";
  static override examples = [
    { description: "Since the first release.", command: "relspec metrics" },
    { description: "For Prometheus.", command: "relspec metrics --format openmetrics > relspec.prom" },
    {
      description: "A picture of this year.",
      command: "relspec metrics --since 2026-01-01 --format svg > metrics.svg",
    },
  ];
  static override flags = {
    since: Flags.string({ description: "From then on, RFC 3339 or a date.", helpValue: "TIME" }),
    format: Flags.option({
      options: ["text", "openmetrics", "svg"] as const,
      default: "text" as const,
      description: "What is written.",
    })(),
  };

  async run(): Promise<MetricsJson> {
    const { flags } = await this.parse(Metrics);
    const since = flags.since === undefined ? {} : { since: parseMoment(flags.since) };
    const metrics = await this.withEngine(flags, (engine) => engine.metrics(since));
    const views = await import("../views/metrics.ts");
    if (flags.format === "text") this.print(views.renderMetrics(metrics, this.style));
    else this.emit(flags.format === "svg" ? views.drawMetrics(metrics) : views.openMetrics(metrics));
    return metrics;
  }
}
