import type { Plan, PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { maySupersede } from "./choose-plan.ts";

/** What is not as it was when an open release was planned, each a sentence: it goes on as planned all the same. */
export function changedSince(
  plan: Plan,
  { spec, commit }: { readonly spec: Pick<Spec, "digest">; readonly commit: string | null },
): readonly string[] {
  return [
    ...(plan.spec === spec.digest ? [] : ["The spec has changed since it was planned."]),
    ...(commit === null || commit === plan.base.commit
      ? []
      : [`It is of commit ${plan.base.commit.slice(0, 7)}, and ${commit.slice(0, 7)} is checked out.`]),
  ];
}

/** A plan beside an open release that has another one: what a run would do is not what the plan shows. */
export function otherRelease(
  plan: Plan,
  open: ReleaseRecord | null,
  { spec }: { readonly spec: Pick<Spec, "digest" | "concurrency"> },
): readonly PlanWarning[] {
  if (!open || plan.digest === open.plan.digest) return [];
  const changes = changedSince(open.plan, { spec, commit: plan.base.commit });
  const why = changes.length > 0 ? ` ${changes.join(" ")}` : "";
  if (spec.concurrency === "supersede" && maySupersede(plan, open)) {
    return [
      {
        code: "RS_PLAN_OPEN",
        message: `The release ${open.id} is open with another plan.${why} \`relspec run\` closes it, and carries out this plan in its place.`,
        suggestions: ["relspec status"],
      },
    ];
  }
  return [
    {
      code: "RS_PLAN_OPEN",
      message: `The release ${open.id} is open with another plan.${why} \`relspec run\` goes on with that one, and not with this plan.`,
      suggestions: ["relspec status", "To give it up for this plan: relspec undo"],
    },
  ];
}
