import { isRelspecError } from "../errors/index.ts";
import type { PlannedStep, WayBack } from "../model/plan.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import type { PlacedStep } from "./order-steps.ts";
import { idOfStage, type PlacedStage } from "./place-steps.ts";

interface Planner {
  readonly facts: PlanningFacts;
  readonly planStep: (step: PlacedStep, facts: PlanningFacts) => Promise<PlannedStep>;
}

/**
 * How an environment gets back to the version before when its verification fails. A step that can be undone is undone, and
 * needs nothing more. Any other is carried out again for the version before, which was released and is there. What has
 * neither has no way back, and `wayBackFindings` says so.
 */
export async function planWayBack(
  place: PlacedStage,
  steps: readonly PlannedStep[],
  { facts, planStep }: Planner,
): Promise<readonly WayBack[]> {
  const before = factsBefore(facts);
  if (!before) return [];
  const prefix = idOfStage(place);
  const ways: WayBack[] = [];
  for (const { id, uses, with: given, retry, timeout } of place.back ?? []) {
    const planned = steps.find((step) => step.id === `${prefix}/${id}`);
    if (!planned || planned.irreversible === undefined) continue;
    const placed: PlacedStep = {
      id: `${prefix}/back/${id}`,
      uses,
      with: given,
      needs: [],
      ...(retry && { retry }),
      ...(timeout !== undefined && { timeout }),
    };
    const step = await planStep(placed, before).catch((error: unknown) => {
      // What cannot be planned for a version that is long out is no way back, and no reason not to go forward.
      if (isRelspecError(error)) return null;
      throw error;
    });
    // The same target for both versions would bring nothing back.
    if (step && JSON.stringify(step.target) !== JSON.stringify(planned.target)) ways.push({ for: planned.id, step });
  }
  return ways;
}

/** What planning would have known of the version before; null on a first release. */
function factsBefore(facts: PlanningFacts): PlanningFacts | null {
  const { release } = facts;
  if (release.previous === null) return null;
  return {
    ...facts,
    release: { ...release, version: release.previous, previous: release.version, bump: null, type: "rollback" },
    packages: facts.packages.flatMap((each) =>
      each.from === null
        ? []
        : [{ ...each, to: each.from, from: each.to, tag: each.previousTag ?? each.tag, bump: null, notes: "" }],
    ),
    changes: [],
    notes: "",
  };
}
