import type { Json, JsonObject } from "../model/json.ts";
import type { PlannedGate } from "../model/plan.ts";
import type { GateRecord, ReleaseRecord } from "../model/record.ts";
import { candidatesOf, feedbackOf, type PlacedFeedback } from "../record/feedback-of.ts";
import { traceData, type TraceData } from "./trace-data.ts";

/** What QA reports of a release. Made of what is on record alone, so that it is the same whenever it is made. */
export interface QualityData {
  readonly release: JsonObject;
  /** Every gate that rests on something measured, with what was asked for and what was found. */
  readonly thresholds: readonly {
    readonly gate: string;
    readonly kind: string;
    readonly asked: JsonObject;
    readonly verdict: string;
    readonly actual: Json;
    readonly missing: readonly string[];
    readonly at: string | null;
  }[];
  readonly trace: TraceData;
  readonly defects: readonly Pick<PlacedFeedback, "id" | "candidate" | "severity" | "disposition">[];
  readonly acceptance: {
    readonly candidate: string;
    readonly rework: number;
    readonly responses: number;
    readonly score: number | null;
  };
  readonly risk: ReleaseRecord["plan"]["risk"];
  readonly decisions: readonly {
    readonly gate: string;
    readonly role: string;
    readonly kind: string;
    readonly by: string;
    readonly at: string;
    readonly reason: string | null;
  }[];
  readonly waivers: readonly Json[];
}

export function qualityData(record: ReleaseRecord, records: readonly ReleaseRecord[]): QualityData {
  const { plan } = record;
  const feedback = feedbackOf(candidatesOf(records, record.id));
  const mine = feedback.filter(({ candidate }) => candidate === record.candidate);
  const scores = mine.flatMap(({ score }) => (score === null ? [] : [score]));
  const gates = plan.stages.flatMap((stage) => stage.gates).filter(({ kind }) => kind !== "approval");
  return {
    release: {
      name: record.name,
      version: record.version,
      id: record.id,
      candidate: `rc.${record.candidate}`,
      outcome: record.outcome,
      commit: plan.base.commit,
      plan: plan.digest,
      spec: plan.spec,
    },
    thresholds: gates.map((gate) => threshold(gate, record.gates[gate.id])),
    trace: traceData(record),
    defects: feedback
      .filter(({ severity }) => severity !== "none")
      .map(({ id, candidate, severity, disposition }) => ({ id, candidate, severity, disposition })),
    acceptance: {
      candidate: `rc.${record.candidate}`,
      rework: record.rework,
      responses: new Set(mine.map(({ member }) => member)).size,
      score:
        scores.length === 0
          ? null
          : Math.floor((100 * scores.reduce((sum, each) => sum + each, 0)) / scores.length) / 100,
    },
    risk: plan.risk,
    decisions: record.decisions
      .filter(({ kind }) => kind !== "waived")
      .map(({ gate, role, kind, by, at, reason }) => ({
        gate,
        role,
        kind,
        by: by.email ?? by.name,
        at,
        reason,
      })),
    waivers: waiversOf(record),
  };
}

function threshold({ id, kind, options, verdict, missing }: PlannedGate, found: GateRecord | undefined) {
  return {
    gate: id,
    kind,
    asked: options,
    verdict: found?.verdict ?? verdict,
    actual: found?.evidence ?? null,
    missing: found?.missing ?? missing,
    at: found?.at ?? null,
  };
}

/** Gates that were opened on somebody's responsibility. */
function waiversOf({ decisions }: ReleaseRecord): readonly Json[] {
  return decisions
    .filter(({ kind }) => kind === "waived")
    .map(({ gate, role, by, at, until, reason }) => ({
      gate,
      role,
      by: by.email ?? by.name,
      at,
      until: until ?? null,
      reason,
    }));
}
