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

/** Values of a release that is made up: a spec's templates may name these, whatever is released. */
export const exampleValues: JsonObject = templateValues(
  { name: "name", version: "1.0.0", previous: null, bump: "major", channel: null, type: "release" },
  { commit: "0".repeat(40), branch: null, date: "2000-01-01T00:00:00Z" },
  "",
);
