import type { Event } from "../model/event.ts";
import type { PlannedStep } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { Checkout } from "../plugin/facts.ts";
import type { CheckupAnswer } from "../plugin/plugin.ts";
import { resultsFor } from "../plan/find-states.ts";
import { readContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";
import { refuseOtherCommit } from "./other-commit.ts";
import { refuseUndoing } from "./refuse-undoing.ts";
import { unknownError } from "./step-errors.ts";
import { stepHistory } from "./step-history.ts";

/** Milliseconds a look at the world may take. */
const patience = 15_000;

interface Examining {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly checkout: (signal: AbortSignal) => Promise<Checkout | null>;
}

/**
 * Whether a run can go on with the open release.
 * @throws what it would refuse with: `RS_RUN_UNDOING`, `RS_STEP_UNKNOWN`, `RS_PLAN_STALE`.
 */
export async function examineOpen(
  record: ReleaseRecord,
  all: readonly Event[],
  { world, catalogue, checkout }: Examining,
  signal: AbortSignal,
): Promise<CheckupAnswer> {
  const opened = all.findLastIndex(({ release, type }) => release === record.id && type === "release.opened");
  const events = all.slice(Math.max(opened, 0)).filter(({ release }) => release === record.id);
  refuseUndoing(record.id, events);
  const steps = record.plan.stages.flatMap((stage) => stage.steps);
  const left = steps.filter(({ id }) => record.steps[id]?.state !== "done");
  for (const step of left) {
    const history = stepHistory(events, step.id);
    if (history.open && history.assumed === null && (await cannotTell(step))) {
      throw unknownError(step, "an earlier run ended between the effect and its record.");
    }
  }
  const bound = left.find(({ tree }) => tree);
  if (bound)
    refuseOtherCommit(bound, { base: record.plan.base, steps: record.steps, root: world.root }, await checkout(signal));
  return { verdict: "ok", message: `${record.id} stands where ${left.length} steps are left.` };

  async function cannotTell(step: PlannedStep): Promise<boolean> {
    const { action } = catalogue.action(step.uses);
    const context = readContext(world, {
      step: step.id,
      results: resultsFor(step, steps, record),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    const finding = await Promise.resolve(action.check?.(step.target, context)).catch(() => undefined);
    return finding === undefined || finding.state === "unknown";
  }
}
