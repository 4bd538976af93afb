import { isDeepStrictEqual } from "node:util";
import { evaluateGate } from "../gate/evaluate-gate.ts";
import { verifyDecisions } from "../identity/verify-decision.ts";
import type { PlannedGate, PlannedStage } from "../model/plan.ts";
import { buildOf } from "../plugin/evidence.ts";
import { worldContext } from "../world/contexts.ts";
import { redactJson } from "./redact-json.ts";
import type { RunInput } from "./run-input.ts";

/** Evaluate every gate of a stage and record what has changed; those that are closed. */
export async function judgeGates(stage: PlannedStage, input: RunInput): Promise<readonly PlannedGate[]> {
  const { plan, spec, journal, world, catalogue, hooks } = input;
  const closed: PlannedGate[] = [];
  const record = journal.record();
  const asked = worldContext(world, journal.halted);
  const decisions = await verifyDecisions(record.decisions, { spec, release: record, context: asked, hooks });
  const answers = await Promise.all(
    stage.gates.map(async (gate) => {
      const context = {
        ...asked,
        results: {},
        spec,
        plan,
        gate: gate.id,
        decisions: decisions.filter((decision) => decision.gate === gate.id),
        elsewhere: decisions.filter((decision) => decision.gate !== gate.id),
        initiator: record.openedBy,
        build: buildOf(plan, record),
        readers: catalogue.readers,
      };
      return { gate, answer: await evaluateGate(gate, catalogue.gate(gate.kind), context, hooks) };
    }),
  );
  for (const { gate, answer } of answers) {
    const { verdict } = answer;
    const missing = answer.missing.map(world.redact);
    const before = record.gates[gate.id];
    if (before?.verdict !== verdict || !isDeepStrictEqual(before.missing, missing)) {
      const n = journal.count("gate.evaluated", (data) => data["gate"] === gate.id) + 1;
      const evidence = redactJson(answer.evidence ?? null, world.redact);
      await journal.append(
        journal.keys.gate(gate.id, n),
        "gate.evaluated",
        {
          gate: gate.id,
          verdict,
          missing,
          evidence,
        },
        { soon: true },
      );
    }
    if (verdict !== "pass") closed.push({ ...gate, verdict, missing });
  }
  return closed;
}
