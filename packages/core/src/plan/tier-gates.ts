import { isDeepStrictEqual } from "node:util";
import type { Plan } from "../model/plan.ts";
import type { GateSpec, Spec } from "../model/spec.ts";

/** The spec with what the tier of its risk asks for at the least: before `prepare`, beside the gates that are there. */
export function withTierGates(spec: Spec, { tier }: Plan["risk"]): Spec {
  const asked = spec.risk?.tiers.find(({ name }) => name === tier)?.gates ?? [];
  if (asked.length === 0) return spec;
  const because = `The risk is ${tier}.`;
  const stages = spec.stages.map((stage) =>
    stage.name === "prepare"
      ? {
          ...stage,
          gates: joined(
            stage.gates,
            asked.map((gate) => ({ because, ...gate })),
          ),
        }
      : stage,
  );
  return { ...spec, stages };
}

/** What asks for the same is asked once; another of the same id is told apart. */
function joined(own: readonly GateSpec[], asked: readonly GateSpec[]): readonly GateSpec[] {
  const gates = [...own];
  for (const gate of asked) {
    if (gates.some(({ kind, options }) => kind === gate.kind && isDeepStrictEqual(options, gate.options))) continue;
    let { id } = gate;
    for (let n = 2; gates.some((each) => each.id === id); n++) id = `${gate.id}#${n}`;
    gates.push({ ...gate, id });
  }
  return gates;
}
