import type { EvidenceReader, Json, Severity } from "@relspec/core";
import { factsOfJson, listOf, own, textOf } from "../walk-json.ts";
import { severityOf, severityOfScore, worse } from "./severity.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** `osv-scanner --format json`. */
export const osv: EvidenceReader = {
  summary: "JSON of OSV-Scanner",
  gives: "finding",
  fits: (head) =>
    /^\s*\{/.test(head) &&
    /"results"/.test(head) &&
    /"packages"|"source"|"experimental_config"|"results"\s*:\s*\[\s*\]/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, [...statedPaths, "$.results.*.packages.*"], (give) => ({
      value: (path, value) => {
        if (statedAt(path, value, give) || path.length < 4) return;
        const named = own(value, "package");
        const where = `${textOf(named, "name") ?? "a package"} ${textOf(named, "version") ?? ""}`.trim();
        const groups = listOf(value, "groups");
        for (const vulnerability of listOf(value, "vulnerabilities")) {
          const id = textOf(vulnerability, "id") ?? "unnamed";
          give({ kind: "finding", id, severity: severityIn(vulnerability, groups, id), where });
        }
      },
    })),
};

/** What the database says, or the highest score of the group that it is in. */
function severityIn(vulnerability: Json, groups: readonly Json[], id: string): Severity {
  const said = severityOf(textOf(own(vulnerability, "database_specific"), "severity"));
  const group = groups.find((each) => listOf(each, "ids").includes(id));
  const score = textOf(group, "max_severity") ?? "";
  return worse(said, score.trim() === "" ? "unknown" : severityOfScore(Number(score)));
}
