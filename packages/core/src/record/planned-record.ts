import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** What the record of a planned release would be if it were opened now, for documents that tell of a plan as of a release. */
export function plannedRecord(plan: Plan, records: readonly ReleaseRecord[]): ReleaseRecord {
  const last = records.at(-1);
  const tried = last?.outcome === "rejected" || last?.outcome === "superseded";
  return {
    id: plan.release?.id ?? plan.name,
    name: plan.name,
    version: plan.release?.version ?? "",
    outcome: "open",
    // After all that is on record, and no moment: a plan knows none.
    openedAt: "9999-12-31T00:00:00Z",
    closedAt: null,
    openedBy: { kind: "system", name: "plan", email: null, proof: "claimed" },
    attempt: 1,
    plan,
    stages: [],
    steps: {},
    gates: {},
    decisions: [],
    earlier: [],
    held: [],
    settled: [],
    candidate: tried ? last.candidate + 1 : 1,
    rework: tried ? last.rework + (last.outcome === "rejected" ? 1 : 0) : 0,
    feedback: [],
    events: 0,
  };
}
