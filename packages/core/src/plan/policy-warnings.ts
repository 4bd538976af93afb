import type { PlanWarning } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";

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
