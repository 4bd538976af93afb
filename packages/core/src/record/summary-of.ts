import type { ReleaseSummary } from "../engine.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** A release in one line of the history. */
export function summaryOf({ id, name, version, outcome, openedAt, closedAt, plan }: ReleaseRecord): ReleaseSummary {
  const packages = plan.packages.map((each) => ({ name: each.name, version: each.to }));
  return { id, name, version, outcome, openedAt, closedAt, plan: plan.digest, packages };
}
