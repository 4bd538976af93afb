import type { Plan, PlanWarning } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { weakerThan } from "../spec/weaker-gate.ts";

/** Waivers that have not ended, of whatever release they were given for: shown in every plan until their end. */
export function waiverWarnings(records: readonly ReleaseRecord[], now: Date): readonly PlanWarning[] {
  return records.flatMap(({ version, decisions }) =>
    decisions
      .filter(({ kind, until }) => kind === "waived" && Date.parse(until ?? "") > now.getTime())
      .map(({ gate, by, until, reason }) => ({
        code: "RS_POLICY_WAIVED",
        message: `The gate ${gate} of ${version} is waived by ${by.email ?? by.name} until ${until ?? ""}: ${reason ?? ""}`,
        suggestions: [`relspec explain gate ${gate}`],
      })),
  );
}

/** Gates of the last release that this plan does not have, or that ask for less in it. */
export function weakerGateWarnings(plan: Plan, records: readonly ReleaseRecord[]): readonly PlanWarning[] {
  const last = records.findLast(
    ({ outcome, plan: { release } }) => outcome === "released" && release?.type !== "rollback",
  );
  if (!last || plan.release === null || plan.release.type === "rollback") return [];
  const now = new Map(plan.stages.flatMap(({ gates }) => gates.map((gate) => [gate.id, gate] as const)));
  return last.plan.stages.flatMap(({ gates }) =>
    gates.flatMap((before) => {
      const gate = now.get(before.id);
      const why = gate ? weakerThan(before, gate) : ["is not there any more"];
      return why.length === 0
        ? []
        : [
            {
              code: "RS_POLICY_WEAKER",
              message: `The gate ${before.id} asks for less than in ${last.version}: it ${why.join(" and ")}.`,
              suggestions: [`relspec show ${last.version}`],
            },
          ];
    }),
  );
}
