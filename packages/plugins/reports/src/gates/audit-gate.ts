import { defineGate, type FindingFact, severities, type Severity } from "@relspec/core";
import { gather } from "../gather.ts";
import { bound, reports } from "../options.ts";

/** How many findings are told and recorded one by one; how many there are is always told. */
const shown = 10;

/** An audit or an analysis found nothing as bad as a severity, or worse. */
export const auditGate = defineGate({
  summary: "An audit found nothing severe.",
  shorthand: "report",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["report"],
    description: "A report of an audit or an analysis, and what may not be in it.",
    properties: {
      report: reports,
      severity: {
        type: "string",
        enum: ["info", "low", "moderate", "medium", "high", "critical"],
        default: "low",
        description: "What is this severe, or more, closes the gate. A finding without a severity always does.",
      },
      maximum: { type: "integer", minimum: 0, default: 0, description: "How many such findings there may be." },
      bound,
    },
  } as const,
  evaluate: async ({ report, severity, maximum, bound: mustSay }, context) => {
    const threshold = severities.indexOf(severity === "moderate" ? "medium" : severity);
    const isSevere = (finding: FindingFact): boolean =>
      finding.severity === "unknown" || severities.indexOf(finding.severity) >= threshold;
    const counts = zero();
    const worst: FindingFact[] = [];
    const { files, problems } = await gather({ reports: report, gives: "finding", bound: mustSay }, context, () => {
      const mine = zero();
      const severe: FindingFact[] = [];
      return {
        take: (fact) => {
          if (fact.kind !== "finding") return;
          mine[fact.severity] += 1;
          if (isSevere(fact) && severe.length < shown) severe.push(fact);
        },
        keep: () => {
          for (const each of severities) counts[each] += mine[each];
          worst.push(...severe);
        },
      };
    });
    const found = severities.reduce(
      (sum, each, index) => (index >= threshold || each === "unknown" ? sum + counts[each] : sum),
      0,
    );
    const told = worst.slice(0, shown);
    const evidence = {
      files: files.map((file) => ({ ...file })),
      severity,
      counts,
      ...(told.length > 0 && { findings: told.map(({ kind: _, ...rest }) => ({ ...rest })) }),
    };
    const missing = [...problems];
    if (found > maximum) {
      const named = told.map(({ id, where, severity: how }) => `${id} in ${where} (${how})`);
      const rest = found - named.length;
      missing.push(
        `${files.map(({ uri }) => uri).join(", ")}: ${found} finding${found === 1 ? "" : "s"} of severity ${severity} or above, ${maximum === 0 ? "none" : maximum} allowed: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`,
      );
    }
    if (missing.length === 0 && files.length === 0) missing.push("No report was read.");
    return { verdict: missing.length === 0 ? "pass" : "fail", missing, evidence };
  },
});

function zero(): Record<Severity, number> {
  return { unknown: 0, info: 0, low: 0, medium: 0, high: 0, critical: 0 };
}
