import type { Ledger } from "./model/ledger.ts";
import type { Drift, EnvironmentReport, EnvironmentState } from "./model/inventory.ts";
import type { Event } from "./model/event.ts";
import type { ReleaseRecord } from "./model/record.ts";
import type { Project } from "./open-project.ts";
import { lookAt } from "./plan/find-states.ts";
import { foldRecords } from "./record/fold-records.ts";
import { inventoryOf } from "./record/inventory-of.ts";

/** `relspec env list`: what runs where, and whether the world still agrees. Asks the world, and changes nothing. */
export async function listEnvironments(
  project: Project,
  events: readonly Event[],
  ledger: Ledger | null,
  signal: AbortSignal,
): Promise<readonly EnvironmentReport[]> {
  const records = foldRecords(events);
  const names = project.spec.stages.flatMap(({ environments }) => environments.map(({ name }) => name));
  const found = (await ledger?.holder(project.spec.name)) ?? null;
  const holder = found && { host: found.owner.host, pid: found.owner.pid, until: found.until };
  const reports: EnvironmentReport[] = [];
  for (const state of inventoryOf(events, names))
    reports.push({
      ...state,
      ...(await driftOf(state, records, project, signal)),
      holder: state.deploying === null ? null : holder,
    });
  return reports;
}

/** Asks every step that brought what runs there whether it is still as it was left. */
async function driftOf(
  { environment, running, deploying, held }: EnvironmentState,
  records: readonly ReleaseRecord[],
  { catalogue, world }: Project,
  signal: AbortSignal,
): Promise<{ readonly drift: Drift; readonly differences: readonly string[] }> {
  const record = records.find(({ id }) => id === running?.release);
  // What is under way differs from what is on record because it is under way, and a way back runs steps no plan lists.
  if (!record || deploying !== null || held !== null) return { drift: "unknown", differences: [] };
  const steps = record.plan.stages
    .filter((stage) => stage.environment === environment)
    .flatMap((stage) => stage.steps.filter(({ id }) => !(stage.verify ?? []).includes(id)))
    .filter(({ id }) => record.steps[id]?.state === "done");
  const states = await lookAt(steps, { catalogue, world, record: null, signal });
  const differences = states.flatMap(({ id, state, blind, stateReason }) =>
    state === "conflict" || (state === "to-do" && blind !== true)
      ? [`${id}: ${stateReason ?? "what it had made is not there any more"}`]
      : [],
  );
  const seen = states.some(({ state }) => state === "done");
  return { drift: differences.length > 0 ? "drifted" : seen ? "none" : "unknown", differences };
}
