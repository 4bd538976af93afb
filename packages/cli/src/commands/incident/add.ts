import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { type Incident, incidentSeverities, type Notebook } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";
import { parseMoment } from "../../services/parse-moment.ts";

export class IncidentAdd extends BaseCommand {
  static override summary = "Put an incident on record, or its end.";
  static override description =
    "An incident belongs to the release that caused it, by default the last one, and counts in `relspec metrics`. While it goes on, the next release has to decide what becomes of it: `relspec carry decide`.";
  static override examples = [
    {
      description: "The last release broke something.",
      command: 'relspec incident add "Checkout answers 500" --severity high',
    },
    { description: "It is over.", command: "relspec incident add INC-1 --resolved now" },
    {
      description: "One that another system keeps, with its times.",
      command:
        'relspec incident add "Slow search" --id PD-4711 --release 1.4.0 --started 2026-11-24T08:10:00Z --resolved 2026-11-24T09:00:00Z',
    },
  ];
  static override args = {
    summary: Args.string({
      required: true,
      ignoreStdin: true,
      description: "What happened; or, with --resolved, its id.",
    }),
  };
  static override flags = {
    severity: Flags.option({
      options: incidentSeverities,
      default: "medium" as const,
      description: "How bad it is.",
    })(),
    release: Flags.string({
      description: "Release that caused it: version or id; default the last one.",
      helpValue: "RELEASE",
    }),
    environment: Flags.string({ description: "Where it happened.", helpValue: "NAME" }),
    id: Flags.string({ description: "Its id elsewhere; the same id twice is one incident.", helpValue: "ID" }),
    started: Flags.string({ description: "When it began, RFC 3339; default now.", helpValue: "TIME" }),
    resolved: Flags.string({ description: "When it ended, RFC 3339, or `now`.", helpValue: "TIME" }),
  };

  async run(): Promise<Incident> {
    const { flags, args } = await this.parse(IncidentAdd);
    const resolvedAt = flags.resolved === undefined ? undefined : parseMoment(flags.resolved);
    let id = flags.id;
    const notebook = await this.withEngine(flags, async (engine): Promise<Notebook> => {
      const known = await engine.notebook();
      const same = known.incidents.find((each) => each.id === (flags.id ?? args.summary));
      id ??= same?.id ?? `INC-${known.incidents.length + 1}`;
      if (same && resolvedAt !== undefined) return engine.note({ kind: "resolve", id: same.id, at: resolvedAt });
      return engine.note({
        kind: "incident",
        summary: args.summary,
        severity: flags.severity,
        id,
        ...(flags.release !== undefined && { release: flags.release }),
        ...(flags.environment !== undefined && { environment: flags.environment }),
        ...(flags.started !== undefined && { startedAt: parseMoment(flags.started) }),
        ...(resolvedAt !== undefined && { resolvedAt }),
      });
    });
    const incident = notebook.incidents.find((each) => each.id === id) as Incident;
    const { renderIncidents } = await import("../../views/notebook.ts");
    this.print(renderIncidents([incident], this.style));
    return incident;
  }
}
