import { RelspecError } from "../errors/index.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";
import { comparePlans } from "../plan/compare-plans.ts";
import { digestOfPlan } from "../plan/digest-of-plan.ts";

export interface Choice {
  readonly plan: Plan;
  /** The plan belongs to a release that is already open. */
  readonly resumed: boolean;
  /** The open release that the plan takes the place of. */
  readonly supersedes: ReleaseRecord | null;
}

interface Choosing {
  /** The plan a person gave, to be carried out exactly. */
  readonly given: Plan | undefined;
  readonly open: ReleaseRecord | null;
  readonly concurrency: Spec["concurrency"];
  /** Ids of what is on record as released: the very same plan is never carried out again. */
  readonly released: readonly string[];
  readonly makePlan: () => Promise<Plan>;
  /** Whether the open release is decided, so that nothing newer takes its place. */
  readonly settled: (open: ReleaseRecord) => Promise<boolean>;
}

/**
 * Which plan a run carries out: that of the open release, which is gone on with wherever the branch has moved to; else the
 * one given, if the world is still the one it was made for; else one made now.
 * @throws `RS_PLAN_STALE` naming what changed, `RS_PLAN_CONFLICT` naming what is in the way, `RS_PLAN_INVALID`.
 */
export async function choosePlan({ given, open, concurrency, released, makePlan, settled }: Choosing): Promise<Choice> {
  if (given) refuseEdited(given);
  if (open) {
    if (given && given.digest !== open.plan.digest) throw otherIsOpen(given, open);
    const next = concurrency === "supersede" && !given && !(await settled(open)) ? await makePlan() : null;
    if (next && maySupersede(next, open)) return { plan: fit(next), resumed: false, supersedes: open };
    return { plan: open.plan, resumed: true, supersedes: null };
  }
  const now = await makePlan();
  if (now.release && released.includes(now.release.id))
    return { plan: nothingOf(now), resumed: false, supersedes: null };
  if (given) {
    const changes = comparePlans(given, now, { world: true });
    if (changes.length > 0) throw stale(changes);
  }
  return { plan: fit(now), resumed: false, supersedes: null };
}

/** What is planned here has been released by another, whose marks this clone does not see. */
function nothingOf(plan: Plan): Plan {
  return { ...plan, outcome: "nothing-to-release", release: null };
}

function refuseEdited(plan: Plan): void {
  if (plan.kind === "Plan" && digestOfPlan(plan) === plan.digest) return;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: "The plan does not match its own digest: it was edited after it was made, or is not a plan.",
    suggestions: ["Change the spec instead, then `relspec plan --out FILE` again."],
  });
}

function stale(changes: readonly string[]): RelspecError {
  return new RelspecError("RS_PLAN_STALE", {
    message: `The plan no longer holds: ${changes.join(" ")}`,
    details: { changes },
    suggestions: ["Make a new one with `relspec plan --out FILE`, and look at it before you run it."],
  });
}

function otherIsOpen(given: Plan, open: ReleaseRecord): RelspecError {
  return new RelspecError("RS_PLAN_STALE", {
    message: `The release ${open.id} is open and has another plan than the one given (${given.release?.id ?? "nothing to release"}).`,
    details: { open: open.id, changes: comparePlans(given, open.plan, { world: false }) },
    suggestions: ["Go on with the open release: `relspec run`.", "Or take it back first: `relspec undo`."],
  });
}

/** A newer commit may take the place of an open release that has not begun to deploy, and of which nothing is final. */
export function maySupersede(next: Plan, open: ReleaseRecord): boolean {
  if (!next.release || next.base.commit === open.plan.base.commit) return false;
  return open.plan.stages.every(({ name, steps }) =>
    steps.every(({ id, irreversible }) => (name !== "deploy" && irreversible === undefined) || isUntouched(open, id)),
  );
}

function isUntouched(record: ReleaseRecord, step: string): boolean {
  const state = record.steps[step]?.state ?? "to-do";
  return state === "to-do" || state === "undone";
}

/** The plan, unless something stands where a step should go: better known before the first step than in the middle. */
function fit(plan: Plan): Plan {
  const conflicts = plan.stages.flatMap((stage) => stage.steps).filter(({ state }) => state === "conflict");
  if (conflicts.length === 0) return plan;
  throw new RelspecError("RS_PLAN_CONFLICT", {
    message: conflicts.map(describeConflict).join(" "),
    details: { steps: conflicts.map(({ id }) => id) },
    suggestions: ["Look at `relspec plan`; nothing was done."],
  });
}

function describeConflict({ id, stateReason }: PlannedStep): string {
  return `${id}: ${(stateReason ?? "something else is in its place").replace(/\.$/, "")}.`;
}
