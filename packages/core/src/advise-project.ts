import type { Advice } from "./model/advice.ts";
import type { Event } from "./model/event.ts";
import type { Project } from "./open-project.ts";
import { planProject } from "./plan-project.ts";
import { advise } from "./record/advise.ts";
import { foldNotebook } from "./record/fold-notebook.ts";
import { foldRecords } from "./record/fold-records.ts";
import { metricsOf } from "./record/metrics-of.ts";

/** `relspec advise`: what would be released now, against all that was released before. */
export async function adviseProject(
  project: Project,
  events: readonly Event[],
  signal: AbortSignal,
): Promise<readonly Advice[]> {
  return advise({
    spec: project.spec,
    plan: await planProject(project, foldRecords(events), signal),
    records: foldRecords(events),
    notebook: foldNotebook(events),
    metrics: metricsOf(events, { since: null, until: project.world.now().toISOString() }),
  });
}
