import type { JsonObject } from "../model/json.ts";
import type { PlanBase, PlannedRelease } from "../model/plan.ts";

/** What a `{{…}}` in an option may name. Only what the digest covers: no branch, no machine, no time but the commit's. */
export function templateValues(release: Omit<PlannedRelease, "id">, base: PlanBase, notes: string): JsonObject {
  const { name, version, previous, channel, type } = release;
  return {
    name,
    version,
    release: { name, version, previous: previous ?? "", channel: channel ?? "", type, notes },
    commit: base.commit,
    date: base.date.slice(0, 10),
  };
}
