import type { Json } from "../model/json.ts";
import type { PlannedStep, StepState } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import { blame } from "../plugin/watch-tap.ts";
import { readContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";

/** How many questions are put to the world at once. */
const atOnce = 8;
/** Milliseconds a question may take while planning: a registry that is down must not hold up a plan for long. */
const patience = 15_000;

interface Found {
  readonly state: StepState;
  readonly stateReason?: string;
  /** Nobody could look. */
  readonly blind?: true;
}

/**
 * The steps with their present state: from the record when this very plan is under way, else as `check` finds it.
 * What cannot be told is `unknown` with the reason, and never fails the plan.
 */
export async function findStates(
  steps: readonly PlannedStep[],
  { catalogue, world, record, signal }: FindStates,
): Promise<readonly PlannedStep[]> {
  const found = await lookAt(steps, { catalogue, world, record, signal });
  return found.map(({ blind: _, ...step }) => step);
}

/** The same, and of which of them nobody can tell anything. */
export async function lookAt(
  steps: readonly PlannedStep[],
  context: FindStates,
): Promise<readonly (PlannedStep & Pick<Found, "blind">)[]> {
  const found: (PlannedStep & Found)[] = [];
  const queue = steps.entries();
  const work = async (): Promise<void> => {
    for (const [index, step] of queue) found[index] = { ...step, ...(await findState(step, steps, context)) };
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

export interface FindStates {
  readonly catalogue: Catalogue;
  readonly world: World;
  /** The record of this very plan, if it is under way. */
  readonly record: ReleaseRecord | null;
  readonly signal: AbortSignal;
}

async function findState(
  step: PlannedStep,
  steps: readonly PlannedStep[],
  { catalogue, world, record, signal }: FindStates,
): Promise<Found> {
  if (record?.steps[step.id]?.state === "done") return { state: "done" };
  const { action } = catalogue.action(step.uses);
  if (!action.check) return { state: "to-do" };
  const soon = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const context = readContext(world, { step: step.id, results: resultsFor(step, steps, record), signal: soon });
    const finding = await action.check(step.target, context);
    switch (finding.state) {
      case "present":
        return { state: "done" };
      case "absent":
        return { state: "to-do", ...(finding.blind && { blind: finding.blind }) };
      default:
        return { state: finding.state, stateReason: finding.reason };
    }
  } catch (error) {
    signal.throwIfAborted();
    const { message } = blame(error, `The check of ${step.uses} threw`);
    return { state: "unknown", stateReason: world.redact(message) };
  }
}

/** Results, as far as they are on record, of all that a step needs, directly or not. */
export function resultsFor(
  step: PlannedStep,
  steps: readonly PlannedStep[],
  record: ReleaseRecord | null,
): Readonly<Record<string, Json>> {
  const results: Record<string, Json> = {};
  // Most plans are looked at before anything is on record; then there is no need to follow a thousand steps' needs.
  if (record === null) return results;
  const byId = new Map(steps.map((other) => [other.id, other]));
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const done = record?.steps[id];
    if (done?.state === "done") results[id] = done.result;
    for (const need of byId.get(id)?.needs ?? []) visit(need);
  };
  for (const need of step.needs) visit(need);
  return results;
}
