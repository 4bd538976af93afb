import type { GateInsight } from "./engine.ts";
import { waiverRulesFor } from "./gate/waiver.ts";
import { whoCould } from "./gate/who-could.ts";
import { verifyDecisions } from "./identity/verify-decision.ts";
import type { Event } from "./model/event.ts";
import type { Plan, PlannedGate } from "./model/plan.ts";
import { governedBy } from "./model/plan-policy.ts";
import type { ReleaseRecord } from "./model/record.ts";
import type { Spec } from "./model/spec.ts";
import type { Project } from "./open-project.ts";
import { gateHistory } from "./record/gate-history.ts";
import { worldContext } from "./world/contexts.ts";

interface Explaining {
  readonly project: Project;
  readonly plan: Plan;
  /** The open release, where the plan is its own. */
  readonly record: ReleaseRecord | null;
  /** Of the whole line. */
  readonly events: readonly Event[];
}

/** What is known of a gate besides its verdict: where it is written, who could open it, and what it has cost and stopped. */
export async function insightOf(
  gate: PlannedGate,
  { project, plan, record, events }: Explaining,
): Promise<GateInsight> {
  const spec = governedBy(project.spec, plan);
  const context = worldContext(project.world, new AbortController().signal);
  const decisions = record
    ? await verifyDecisions(record.decisions, { spec, release: record, context, hooks: project.hooks })
    : [];
  const open = { could: [], not: [] };
  return {
    written: placeOfGate(gate, project),
    who:
      gate.kind === "approval"
        ? whoCould({
            gate: gate.id,
            options: gate.options,
            spec,
            plan,
            decisions,
            initiator: record?.openedBy ?? null,
            now: project.world.now(),
          })
        : open,
    waivers: waiverRulesFor(gate, spec).map(({ by }) => by),
    history: gateHistory(events, gate.id),
  };
}

/** The line of the spec, or of a preset, that the gate is written on; null for one that nobody has written. */
function placeOfGate({ id }: PlannedGate, { spec, place }: Project): GateInsight["written"] {
  const unit = unitOf(id, spec);
  if (!unit) return null;
  const index = unit.gates.findIndex((gate) => id.endsWith(`/${gate.id}`));
  if (index === -1) return null;
  for (const path of unit.paths) {
    const found = place(`${path}/gates/${index}`);
    if (found.file !== undefined && found.line !== undefined) return { file: found.file, line: found.line };
  }
  return null;
}

function unitOf(id: string, spec: Spec) {
  const [stage, name] = id.split("/");
  const found = spec.stages.find((each) => each.name === stage);
  const at = found?.environments.findIndex((each) => each.name === name) ?? -1;
  const environment = found?.environments[at];
  // Environments are written as a list or as a map by name.
  if (environment && name !== undefined)
    return {
      gates: environment.gates,
      paths: [name.replaceAll("~", "~0"), String(at)].map((key) => `/stages/${found?.name ?? ""}/environments/${key}`),
    };
  return found && { gates: found.gates, paths: [`/stages/${found.name}`] };
}
