import type { Plan } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { comparePlans } from "./compare-plans.ts";

/**
 * Approvals that a gate had for an earlier plan, which came to nothing: each with what has changed since, so that whoever is
 * asked again knows why.
 * @param records of the line; only the last release that has not been released counts.
 */
export function staleApprovals(gate: string, plan: Plan, records: readonly ReleaseRecord[]): readonly string[] {
  const last = records.findLast(({ id }) => id !== plan.release?.id);
  if (!last || last.outcome === "released" || last.plan.digest === plan.digest) return [];
  const given = last.decisions.filter((each) => each.gate === gate && each.kind === "approved");
  if (given.length === 0) return [];
  const by = [...new Set(given.map((each) => each.by.email ?? each.by.name))].join(" and ");
  const changes = comparePlans(last.plan, plan, { world: false }).slice(0, 5);
  return [`What ${by} approved was another plan. ${changes.join(" ")}`.trim()];
}
