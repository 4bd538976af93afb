import type { ReleaseSummary } from "../engine.ts";
import type { ReleaseRecord } from "../model/record.ts";

/** Every attempt at every release, in the order they were opened. */
export function historyOf(records: readonly ReleaseRecord[]): readonly ReleaseSummary[] {
  return records
    .flatMap((record) => [...record.earlier, record])
    .map(summaryOf)
    .toSorted((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
}

/** A release in one line of the history. */
export function summaryOf({ id, name, version, outcome, openedAt, closedAt, plan }: ReleaseRecord): ReleaseSummary {
  const packages = plan.packages.map((each) => ({ name: each.name, version: each.to }));
  return {
    id,
    name,
    version,
    ...(plan.release?.type === "rollback" && { type: "rollback" as const }),
    outcome,
    openedAt,
    closedAt,
    plan: plan.digest,
    packages,
  };
}
