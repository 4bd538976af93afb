import { isDeepStrictEqual } from "node:util";
import { candidatesOf, feedbackOf } from "../record/feedback-of.ts";
import { evidenceFor } from "../gate/evidence-for.ts";
import { answerGate, opens } from "../gate/answer-gate.ts";
import { verifyDecisions } from "../identity/verify-decision.ts";
import type { PlannedGate, PlannedStage } from "../model/plan.ts";
import type { GateRecord } from "../model/record.ts";
import { gatesAt } from "../plan/restrictions-of.ts";
import { staleApprovals } from "../plan/stale-approvals.ts";
import type { GateAnswer } from "../plugin/gate.ts";
import { worldContext } from "../world/contexts.ts";
import { redactJson } from "./redact-json.ts";
import type { RunInput } from "./run-input.ts";
import { stageId } from "./event-keys.ts";

/** Evaluate every gate of a stage and record what has changed; those that are closed. */
export async function judgeGates(stage: PlannedStage, input: RunInput): Promise<readonly PlannedGate[]> {
  return judge([...stage.gates, ...declaredSince(stage, input)], input);
}

/** The windows and freezes that hold at a stage now. */
export function restrictionsNow(stage: PlannedStage, input: RunInput): readonly PlannedGate[] {
  const timed = stage.gates.filter(({ kind }) => kind === "window" || kind === "freeze");
  return [...timed, ...declaredSince(stage, input).filter(({ kind }) => kind !== "release")];
}

/** Evaluate gates and record what has changed; those that are closed. */
export async function judge(gates: readonly PlannedGate[], input: RunInput): Promise<readonly PlannedGate[]> {
  const { plan, spec, journal, world, catalogue, hooks, records = [] } = input;
  const closed: PlannedGate[] = [];
  const record = journal.record();
  const asked = worldContext(world, journal.halted);
  const decisions = await verifyDecisions(record.decisions, { spec, release: record, context: asked, hooks });
  const about = evidenceFor(plan, {
    record,
    feedback: feedbackOf(candidatesOf([...records.filter(({ id }) => id !== record.id), record], record.id)),
    catalogue,
    hooks,
    asked,
  });
  const answers = await Promise.all(
    gates.map(async (gate) => {
      const context = {
        ...asked,
        results: {},
        spec,
        plan,
        gate: gate.id,
        decisions: decisions.filter((decision) => decision.gate === gate.id),
        elsewhere: decisions.filter((decision) => decision.gate !== gate.id),
        record,
        records: input.records ?? [],
        releasesOf: input.releasesOf ?? (async () => []),
        released: records.filter(({ outcome }) => outcome === "released"),
        initiator: record.openedBy,
        ...about,
      };
      return { gate, answer: await answerGate(gate, catalogue.gate(gate.kind), context, { plan, hooks }) };
    }),
  );
  for (const { gate, answer } of answers) {
    const { verdict, nextOpen } = answer;
    const stale = opens(verdict) ? [] : staleApprovals(gate.id, plan, records);
    const missing = [...answer.missing, ...stale].map(world.redact);
    if (!isOnRecord(record.gates[gate.id], { ...answer, missing })) {
      const n = journal.count("gate.evaluated", (data) => data["gate"] === gate.id) + 1;
      const evidence = redactJson(answer.evidence ?? null, world.redact);
      const data = { gate: gate.id, verdict, missing, evidence, ...(nextOpen !== undefined && { nextOpen }) };
      await journal.append(journal.keys.gate(gate.id, n), "gate.evaluated", data, { soon: true });
    }
    if (!opens(verdict)) closed.push({ ...gate, verdict, missing, ...(nextOpen !== undefined && { nextOpen }) });
  }
  return closed;
}

/** A gate that opens at a certain time says how long that is away, which is not a new answer each minute. */
function isOnRecord(before: GateRecord | undefined, { verdict, missing, nextOpen }: GateAnswer): boolean {
  if (before?.verdict !== verdict) return false;
  return nextOpen === undefined ? isDeepStrictEqual(before.missing, missing) : before.nextOpen === nextOpen;
}

/** Freezes and windows with a scope that the spec has now and had not when the release was planned: they hold at once. */
function declaredSince(stage: PlannedStage, { spec, plan }: RunInput): readonly PlannedGate[] {
  const { name, environment, ring, gates } = stage;
  const written = gates.map(({ id, kind, options }) => ({ id, kind, options }));
  const place = {
    stage: name,
    environment,
    ring,
    type: plan.release?.type ?? "release",
    channel: plan.release?.channel ?? null,
  } as const;
  const known = new Set(gates.map(({ id }) => id));
  return gatesAt(spec, written, place)
    .filter(({ id }) => !known.has(id))
    .map((gate) => ({
      ...gate,
      id: `${stageId(stage)}/${gate.id}`,
      verdict: "waiting",
      missing: [],
    }));
}
