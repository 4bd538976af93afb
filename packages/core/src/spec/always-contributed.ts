import type { Spec, StageName } from "../model/spec.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";

/**
 * Ids of the steps that a plugin adds to a stage whatever is released, as far as that can be told from a spec alone: by
 * asking it about a release of no package. What a plugin contributes is pure, so nothing happens.
 */
export function alwaysContributed(stage: StageName, spec: Spec, { contributions }: LoadedPlugin): readonly string[] {
  const base = { commit: "0".repeat(40), branch: null, date: "2000-01-01T00:00:00Z" };
  const release = {
    name: spec.name,
    version: "1.0.0",
    previous: null,
    bump: "major",
    channel: null,
    type: "release",
  } as const;
  const facts: PlanningFacts = { spec, base, url: null, release, packages: [], workspace: [], changes: [], notes: "" };
  try {
    const steps = contributions.contribute?.[stage]?.(facts) ?? [];
    return Array.isArray(steps) ? steps.map(({ id }) => id) : [];
  } catch {
    // It counts on something that only a real release has; the plan will say so if it is a fault.
    return [];
  }
}
