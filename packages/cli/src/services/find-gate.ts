import { type Decision, type Engine, type GateInsight, type Plan, type PlannedGate, RelspecError } from "@relspec/core";
import { closest } from "../closest.ts";

/** A gate with all that is known of it. */
export interface GateStory extends PlannedGate {
  /** Id of the open release it belongs to; null while it is only planned. */
  readonly release: string | null;
  readonly decisions: readonly Decision[];
  readonly insight: GateInsight;
}

/** A gate of the open release, or of the planned one. @throws `RS_USAGE_GATE`. */
export async function findGate(engine: Engine, name: string): Promise<GateStory> {
  const { open, waitingFor } = await engine.status();
  const plan = open?.plan ?? (await engine.plan());
  const gate = pick(gatesOf(plan), name);
  const waiting = waitingFor.find(({ id }) => id === gate.id);
  const recorded = open?.gates[gate.id];
  return {
    ...gate,
    ...(recorded && { verdict: recorded.verdict, missing: recorded.missing }),
    ...(waiting && { verdict: waiting.verdict, missing: waiting.missing }),
    release: open?.id ?? null,
    decisions: open?.decisions.filter((decision) => decision.gate === gate.id) ?? [],
    insight: await engine.explainGate(gate.id),
  };
}

function gatesOf(plan: Plan): readonly PlannedGate[] {
  return plan.stages.flatMap(({ gates }) => gates);
}

/** By its id, or a unique end of it, from a `/` or `:` on. */
function pick(gates: readonly PlannedGate[], name: string): PlannedGate {
  const exact = gates.find(({ id }) => id === name);
  if (exact) return exact;
  const ending = gates.filter(({ id }) => id.endsWith(`/${name}`) || id.endsWith(`:${name}`));
  const [only] = ending;
  if (only && ending.length === 1) return only;
  const ids = (ending.length > 1 ? ending : gates).map(({ id }) => id);
  const meant = closest(
    name,
    ids.flatMap((id) => [id, id.slice(id.lastIndexOf(":") + 1)]),
  );
  throw new RelspecError("RS_USAGE_GATE", {
    message:
      ending.length > 1
        ? `More than one gate ends in \`${name}\`: ${ids.join(", ")}.`
        : `There is no gate \`${name}\`.`,
    details: { gate: name, gates: ids },
    suggestions: [
      ...(meant === undefined ? [] : [`Did you mean \`${meant}\`?`]),
      ids.length > 0 ? `Use one of: ${ids.join(", ")}.` : "The spec has no gates.",
    ],
  });
}
