import { RelspecError } from "../errors/index.ts";
import type { PlanBase, PlannedStep } from "../model/plan.ts";
import type { StepRecord } from "../model/record.ts";
import type { Checkout } from "../plugin/facts.ts";

interface Under {
  readonly base: PlanBase;
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly root: string;
}

/** A step that works on the files of a commit works on no other's. @throws `RS_PLAN_STALE`. */
export function refuseOtherCommit(step: PlannedStep, { base, steps, root }: Under, here: Checkout | null): void {
  if (!here || here.commit === base.commit) return;
  // A release commit of this very release is on top of the planned one.
  const made = Object.values(steps).map(({ result }) =>
    typeof result === "object" && result !== null && "commit" in result ? result.commit : null,
  );
  if (made.includes(here.commit)) return;
  throw new RelspecError("RS_PLAN_STALE", {
    message: `The step "${step.id}" works on the files of commit ${base.commit.slice(0, 10)}, but ${here.commit.slice(0, 10)} is checked out in ${root}.`,
    details: { step: step.id, planned: base.commit, checkedOut: here.commit },
    suggestions: [`git checkout ${base.commit}`, "Or take the open release back: relspec undo"],
  });
}
