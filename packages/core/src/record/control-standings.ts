import type { Control, ControlStanding } from "../model/control.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { opens } from "../gate/answer-gate.ts";
import { isNamed } from "../spec/normalise-controls.ts";

/**
 * How the controls of a release stand at a moment: by the verdicts on record, from the opening on record. A deadline that passes
 * is only told; it never opens anything.
 */
export function controlStandings(
  controls: readonly Control[],
  record: ReleaseRecord,
  now: Date,
): readonly ControlStanding[] {
  const gates = record.plan.stages.flatMap((stage) => stage.gates.map(({ id }) => id));
  return controls.map(({ id, require, owner, escalate, within }) => {
    // A gate that is not in the plan, because its tier or condition does not hold, is not asked for.
    const asked = gates.filter((gate) => require.some((name) => isNamed(gate, name)));
    const missing = asked.filter((gate) => !opens(record.gates[gate]?.verdict ?? "waiting"));
    const opened = Date.parse(record.openedAt);
    const rungs = [owner, ...escalate].map((role, index) => ({
      rung: index + 1,
      role,
      due: new Date(opened + within * (index + 1)).toISOString(),
      at: record.escalations?.find((each) => each.control === id && each.rung === index + 1)?.at ?? null,
    }));
    const due = rungs[0]?.due ?? record.openedAt;
    const state = missing.length === 0 ? "met" : Date.parse(due) <= now.getTime() ? "overdue" : "open";
    return { id, state, due, missing, rungs };
  });
}
