import type { Event } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { Plan, Verdict } from "../model/plan.ts";
import type { Decision, ReleaseOutcome, ReleaseRecord, StepRecord } from "../model/record.ts";
import type { StageName } from "../model/spec.ts";

/**
 * All releases of a line from its events, in the order they were first opened. Pure: the same events give the same records.
 * A release that is opened again (after an undo) begins anew, with a higher attempt. Events of a type that this version does
 * not know are counted and otherwise left alone.
 */
export function foldRecords(events: readonly Event[]): readonly ReleaseRecord[] {
  const records = new Map<string, ReleaseRecord>();
  for (const event of events) {
    if (event.type === "release.opened") records.set(event.release, opened(event, records.get(event.release)));
    else {
      const record = records.get(event.release);
      if (record) records.set(event.release, { ...follow(record, event), events: record.events + 1 });
    }
  }
  return [...records.values()];
}

const untouched: StepRecord = { state: "to-do", result: null, adopted: false, tries: 0, at: null };

function opened({ release, at, actor, data }: Event, before: ReleaseRecord | undefined): ReleaseRecord {
  const plan = data["plan"] as unknown as Plan;
  return {
    id: release,
    name: plan.name,
    version: plan.release?.version ?? "",
    outcome: "open",
    openedAt: at,
    closedAt: null,
    openedBy: actor,
    attempt: typeof data["attempt"] === "number" ? data["attempt"] : (before?.attempt ?? 0) + 1,
    plan,
    stages: plan.stages.map(({ name, environment }) => ({ name, ...(environment !== undefined && { environment }), state: "to-do" })),
    steps: Object.fromEntries(plan.stages.flatMap((stage) => stage.steps.map(({ id }) => [id, untouched]))),
    gates: {},
    decisions: [],
    events: (before?.events ?? 0) + 1,
  };
}

function follow(record: ReleaseRecord, event: Event): ReleaseRecord {
  const { at, data } = event;
  switch (event.type) {
    case "stage.started":
      return withStage(record, event, "started");
    case "stage.done":
      return withStage(record, event, "done");
    case "gate.evaluated": {
      const gate = { verdict: data["verdict"] as Verdict, missing: data["missing"] as readonly string[], evidence: data["evidence"] ?? null, at };
      return { ...record, gates: { ...record.gates, [String(data["gate"])]: gate } };
    }
    case "approval.given":
      return { ...record, decisions: [...record.decisions, decision(event, "approved")] };
    case "approval.rejected":
      return { ...record, decisions: [...record.decisions, decision(event, "rejected")] };
    case "step.intent":
      return withStep(record, event, (step) => ({ ...step, state: "intended", tries: step.tries + 1, at }));
    case "step.done":
      return withStep(record, event, ({ error: _, ...step }) => ({
        ...step,
        state: "done",
        result: data["result"] ?? null,
        adopted: data["adopted"] === true,
        tries: Math.max(1, step.tries),
        at,
      }));
    case "step.failed":
      return withStep(record, event, (step) => ({ ...step, ...failure(data), state: "failed", tries: step.tries + 1, at }));
    case "step.undone":
      return withStep(record, event, (step) => ({ ...step, state: "undone", at }));
    case "release.closed":
      return { ...record, outcome: data["outcome"] as ReleaseOutcome, closedAt: at };
    default:
      return record;
  }
}

function withStage(record: ReleaseRecord, { data }: Event, state: "started" | "done"): ReleaseRecord {
  const name = data["stage"] as StageName;
  const environment = data["environment"] ?? undefined;
  const stages = record.stages.map((stage) => (stage.name === name && stage.environment === environment ? { ...stage, state } : stage));
  return { ...record, stages };
}

function withStep(record: ReleaseRecord, { data }: Event, change: (step: StepRecord) => StepRecord): ReleaseRecord {
  const id = String(data["step"]);
  return { ...record, steps: { ...record.steps, [id]: change(record.steps[id] ?? untouched) } };
}

function failure(data: Readonly<Record<string, Json>>): Pick<StepRecord, "error"> {
  return { error: { code: String(data["code"]), message: String(data["message"]) } };
}

function decision({ at, actor, data }: Event, kind: Decision["kind"]): Decision {
  return {
    kind,
    gate: String(data["gate"]),
    role: String(data["role"] ?? ""),
    by: actor,
    plan: String(data["plan"]),
    reason: typeof data["reason"] === "string" ? data["reason"] : null,
    at,
  };
}
