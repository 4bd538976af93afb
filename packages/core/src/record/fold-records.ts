import type { Event } from "../model/event.ts";
import type { Disposition, FeedbackItem } from "../model/feedback.ts";
import type { Json } from "../model/json.ts";
import type { Plan, Verdict } from "../model/plan.ts";
import type { Proof, Statement } from "../model/proof.ts";
import type { Decision, GateRecord, ReleaseOutcome, ReleaseRecord, StepRecord } from "../model/record.ts";
import { followEnvironment } from "./follow-environment.ts";
import { isSameStage } from "./is-same-stage.ts";

/**
 * All releases of a line from its events, in the order they were first opened. Pure: the same events give the same records.
 * A release that is opened again (after an undo) begins anew, with a higher attempt, and keeps what the attempts before were. Events of a type that this version does
 * not know are counted and otherwise left alone.
 * @param begun where the events do not begin with the line itself: what went before them.
 */
export function foldRecords(events: readonly Event[], begun: Cycle = none): readonly ReleaseRecord[] {
  const records = new Map<string, Draft>();
  let cycle = begun;
  for (const event of events) {
    if (event.type === "release.opened") records.set(event.release, opened(event, records.get(event.release), cycle));
    else {
      if (event.type === "release.closed") cycle = nextCycle(cycle, event.data["outcome"]);
      const record = records.get(event.release);
      if (!record) continue;
      record.events += 1;
      follow(record, event);
    }
  }
  return [...records.values()];
}

/** A record while it is folded: changed in place, because a release has as many events as steps, and more. */
export type Draft = Omit<{ -readonly [K in keyof ReleaseRecord]: ReleaseRecord[K] }, "steps"> & {
  steps: Record<string, StepRecord>;
  readonly gates: Record<string, GateRecord>;
  readonly decisions: Decision[];
  readonly feedback: FeedbackItem[];
};

/** Since the last release: candidates that were tried and are over, and how many of them were rejected. */
export interface Cycle {
  readonly candidates: number;
  readonly rework: number;
}

const none: Cycle = { candidates: 0, rework: 0 };

/** Where a line stands after these events. */
export function cycleAfter(events: readonly Event[]): Cycle {
  return events
    .filter(({ type }) => type === "release.closed")
    .reduce((cycle, { data }) => nextCycle(cycle, data["outcome"]), none);
}

function nextCycle({ candidates, rework }: Cycle, outcome: Json | undefined): Cycle {
  if (outcome === "rejected") return { candidates: candidates + 1, rework: rework + 1 };
  if (outcome === "superseded") return { candidates: candidates + 1, rework };
  return outcome === "released" ? { candidates: 0, rework: 0 } : { candidates, rework };
}

const untouched: StepRecord = { state: "to-do", result: null, adopted: false, tries: 0, at: null };

function opened(
  { release, at, actor, data }: Event,
  before: ReleaseRecord | undefined,
  { candidates, rework }: Cycle,
): Draft {
  const plan = data["plan"] as unknown as Plan;
  return {
    id: release,
    name: plan.name,
    version: plan.release?.version ?? "",
    outcome: "open",
    openedAt: at,
    closedAt: null,
    openedBy: actor,
    earlier: before ? [...before.earlier, before] : [],
    attempt: typeof data["attempt"] === "number" ? data["attempt"] : (before?.attempt ?? 0) + 1,
    plan,
    stages: plan.stages.map(({ name, environment, ring }) => ({
      name,
      ...(environment !== undefined && { environment }),
      ...(ring !== undefined && { ring }),
      state: "to-do",
      at: null,
    })),
    steps: Object.fromEntries(plan.stages.flatMap((stage) => stage.steps.map(({ id }) => [id, untouched]))),
    gates: {},
    decisions: [],
    held: [],
    candidate: candidates + 1,
    rework,
    feedback: [...(before?.feedback ?? [])],
    settled: [],
    events: (before?.events ?? 0) + 1,
  };
}

function follow(record: Draft, event: Event): void {
  const { at, data } = event;
  switch (event.type) {
    case "stage.started":
      return setStage(record, event, "started");
    case "stage.done":
      return setStage(record, event, "done");
    case "gate.evaluated":
      record.gates[String(data["gate"])] = {
        verdict: data["verdict"] as Verdict,
        missing: data["missing"] as readonly string[],
        evidence: data["evidence"] ?? null,
        ...(data["nextOpen"] !== undefined && { nextOpen: data["nextOpen"] as string | null }),
        at,
      };
      return;
    case "control.escalated":
      record.escalations = [
        ...(record.escalations ?? []),
        { control: String(data["control"]), rung: Number(data["rung"]), role: String(data["role"]), at },
      ];
      return;
    case "packet.delivered":
      record.deliveries = [
        ...(record.deliveries ?? []),
        { plan: String(data["plan"]), packet: String(data["packet"]), by: event.actor, at },
      ];
      return;
    case "approval.given":
      return void record.decisions.push(decision(event, "approved"));
    case "approval.rejected":
      return void record.decisions.push(decision(event, "rejected"));
    case "gate.waived":
      return void record.decisions.push(decision(event, "waived"));
    case "feedback.added":
      for (const item of data["items"] as unknown as readonly FeedbackItem[])
        record.feedback.push({ ...item, candidate: record.candidate, disposition: null });
      return;
    case "feedback.decided":
      return decide(record, event);
    case "step.intent":
      return setStep(record, event, (step) => ({ ...step, state: "intended", tries: step.tries + 1, at }));
    case "step.done":
      return setStep(record, event, ({ error: _, ...step }) => ({
        ...step,
        state: "done",
        result: data["result"] ?? null,
        adopted: data["adopted"] === true,
        tries: Math.max(1, step.tries),
        at,
      }));
    case "step.failed":
      return setStep(record, event, (step) => ({
        ...step,
        ...failure(data),
        state: "failed",
        // An intent has already counted this try.
        tries: step.state === "intended" ? step.tries : step.tries + 1,
        at,
      }));
    case "step.undone":
      return setStep(record, event, (step) => ({ ...step, state: "undone", at }));
    case "lesson.acknowledged":
    case "carry-over.decided":
      record.settled = [...record.settled, String(data["id"])];
      return;
    case "environment.failed":
    case "environment.restored":
    case "environment.released":
      return followEnvironment(record, event);
    case "release.closed":
      record.outcome = data["outcome"] as ReleaseOutcome;
      record.closedAt = at;
      return;
    default:
  }
}

/** It may be about an earlier candidate; then the item comes along. */
function decide(record: Draft, { at, actor, data }: Event): void {
  const id = String(data["item"]);
  const disposition: Disposition = {
    kind: data["disposition"] as Disposition["kind"],
    reason: String(data["reason"]),
    changes: (data["changes"] ?? []) as readonly string[],
    by: actor,
    at,
  };
  const mine = record.feedback.findLastIndex((item) => item.id === id);
  if (mine >= 0) {
    record.feedback[mine] = { ...(record.feedback[mine] as FeedbackItem), disposition };
    return;
  }
  const { member, score, severity, source, candidate } = data as unknown as FeedbackItem;
  record.feedback.push({ id, member, score, severity, source, at, candidate, disposition });
}

function setStage(record: Draft, { at, data }: Event, state: "started" | "done"): void {
  const named = { name: data["stage"], environment: data["environment"], ring: data["ring"] };
  record.stages = record.stages.map((stage) => (isSameStage(stage, named) ? { ...stage, state, at } : stage));
}

function setStep(record: Draft, { data }: Event, change: (step: StepRecord) => StepRecord): void {
  const id = String(data["step"]);
  // A message about a control is no step of the release.
  if (id.startsWith("control/")) return;
  record.steps[id] = change(record.steps[id] ?? untouched);
}

function failure(data: Readonly<Record<string, Json>>): Pick<StepRecord, "error"> {
  return { error: { code: String(data["code"]), message: String(data["message"]) } };
}

function decision({ at, actor, data }: Event, kind: Decision["kind"]): Decision {
  const { statement, proof } = data;
  return {
    kind,
    gate: String(data["gate"]),
    role: String(data["role"] ?? ""),
    by: actor,
    plan: String(data["plan"]),
    reason: typeof data["reason"] === "string" ? data["reason"] : null,
    at,
    ...(typeof data["onBehalfOf"] === "string" && { onBehalfOf: data["onBehalfOf"] }),
    ...(typeof data["until"] === "string" && { until: data["until"] }),
    ...(statement && { statement: statement as unknown as Statement }),
    ...(proof && { proof: proof as unknown as Proof }),
  };
}
