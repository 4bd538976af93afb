import type { Change } from "../model/change.ts";
import type { Plan } from "../model/plan.ts";
import type { History } from "../plugin/facts.ts";
import type { Planning } from "./make-plan.ts";
import { readOwners } from "./read-owners.ts";
import { riskOf } from "./risk-of.ts";

/** The risk of changes; none where the spec does not ask. */
export async function readRisk(
  { spec, records, world }: Pick<Planning, "spec" | "records" | "world">,
  changes: readonly Change[],
  { commits, head }: Pick<History, "commits" | "head">,
): Promise<Plan["risk"]> {
  if (spec.risk === null) return { score: 0, tier: "low", reasons: [] };
  const asked = new Set(changes.map(({ id }) => id));
  return riskOf(spec.risk, {
    changes,
    commits: commits.filter(({ id }) => asked.has(id)),
    date: head.date,
    records: records.filter(({ outcome }) => outcome !== "open"),
    owners: await readOwners(world.files),
  });
}
