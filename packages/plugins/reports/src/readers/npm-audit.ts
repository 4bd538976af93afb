import type { EvidenceReader, Json } from "@relspec/core";
import { factsOfJson, listOf, own, textOf } from "../walk-json.ts";
import { severityOf } from "./severity.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** `npm audit --json` since npm 7, and the form before it that pnpm and yarn still write. */
export const npmAudit: EvidenceReader = {
  summary: "JSON of npm audit",
  gives: "finding",
  fits: (head) => /^\s*\{/.test(head) && /"auditReportVersion"|"advisories"|"actions"/.test(head),
  read: (pieces) =>
    factsOfJson(
      pieces,
      [...statedPaths, "$.vulnerabilities.*", "$.advisories.*", "$.metadata.vulnerabilities", "$.error"],
      (give) => {
        let listed = 0;
        let form: "vulnerabilities" | "advisories" | undefined;
        let total: number | undefined;
        return {
          value: (path, value) => {
            if (statedAt(path, value, give)) return;
            const [first, name] = path;
            if (first === "error")
              throw new Error(`the audit did not work: ${textOf(value, "summary") ?? textOf(value, "code") ?? ""}`);
            if (first === "metadata") {
              total = totalOf(value);
              return;
            }
            form = first as typeof form;
            listed += 1;
            give({
              kind: "finding",
              id: idOf(value) ?? String(name),
              severity: severityOf(textOf(value, "severity")),
              where:
                `${textOf(value, "name") ?? textOf(value, "module_name") ?? String(name)} ${textOf(value, "range") ?? textOf(value, "vulnerable_versions") ?? ""}`.trim(),
            });
          },
          end: () => {
            if (total === undefined) throw new Error("it has no `metadata.vulnerabilities`");
            // The older form counts ways to a package, and lists advisories.
            if (form !== "advisories" && total !== listed)
              throw new Error(`it counts ${total} vulnerabilities and lists ${listed}`);
            if (total > 0 && listed === 0) throw new Error(`it counts ${total} vulnerabilities and lists none`);
          },
        };
      },
    ),
};

function totalOf(value: Json): number | undefined {
  const total = own(value, "total");
  if (typeof total === "number") return total;
  const counts = ["info", "low", "moderate", "high", "critical"].map((name) => own(value, name));
  return counts.every((each) => typeof each === "number") ? counts.reduce((sum, each) => sum + each, 0) : undefined;
}

/** The advisory's own id, from what it came by; undefined where it only came by other packages. */
function idOf(value: Json): string | undefined {
  const advisory = listOf(value, "via").find((each) => typeof each === "object");
  const url = textOf(advisory, "url") ?? textOf(value, "url");
  return textOf(value, "github_advisory_id") ?? url?.split("/").at(-1);
}
