import type { EnvironmentSpec, GateSpec, StageSpec, StepSpec } from "../model/spec.ts";

/** One part of a stage that is gone through as one: the stage itself, an environment, or a ring of one. */
export interface StagePart {
  readonly environment?: string;
  readonly ring?: string;
  readonly gates: readonly GateSpec[];
  /** Of the spec, without those that verify. */
  readonly steps: readonly StepSpec[];
  readonly verify: readonly StepSpec[];
  readonly onFailure: EnvironmentSpec["onFailure"];
}

/** The kinds of gates that ask for the time; they are asked before each ring, the others before the first. */
const timely: readonly string[] = ["window"];

/**
 * The environments of a stage in order, ring by ring. What an environment requires becomes a gate before its first ring, and
 * the ring before a gate before the next: verified, and soaked for as long as was asked for.
 */
export function placeEnvironments({ environments }: Pick<StageSpec, "environments">): readonly StagePart[] {
  return environments.flatMap((each, index) => {
    const before = environments[index - 1];
    // Asked for or not, an environment that has to soak is waited for by the one that comes after it.
    const soaking = before && before.soak > 0 && !each.requires.includes(before.name) ? [before.name] : [];
    const required = [...each.requires, ...soaking].flatMap((name) => {
      const found = environments.find((other) => other.name === name);
      const ring = found?.rings.at(-1);
      return found ? [{ environment: name, ...(ring !== undefined && { ring }), soak: found.soak }] : [];
    });
    const gates = [...requirement(required), ...each.gates];
    const part = { environment: each.name, steps: each.steps, verify: each.verify, onFailure: each.onFailure };
    if (each.rings.length === 0) return [{ ...part, gates }];
    return each.rings.map((ring, at) => {
      const last = each.rings[at - 1];
      const later = [
        ...requirement(last === undefined ? [] : [{ environment: each.name, ring: last, soak: each.soak }]),
        ...each.gates.filter(({ kind }) => timely.includes(kind)),
      ];
      return { ...part, ring, gates: at === 0 ? gates : later };
    });
  });
}

function requirement(
  verified: readonly { readonly environment: string; readonly ring?: string; readonly soak: number }[],
): readonly GateSpec[] {
  if (verified.length === 0) return [];
  const id = `requires:${verified.map(({ environment, ring }) => ring ?? environment).join("+")}`;
  return [{ id, kind: "requires", options: { verified } }];
}
