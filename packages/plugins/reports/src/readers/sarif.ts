import type { EvidenceReader, Json, Severity } from "@relspec/core";
import { factsOfJson, listOf, own, textOf } from "../walk-json.ts";
import { severityOf, severityOfScore } from "./severity.ts";
import { statedAt, statedPaths } from "./stated.ts";

interface Rule {
  readonly level: string | undefined;
  readonly score: number | undefined;
}

/**
 * SARIF 2.1. A result's severity is its rule's `security-severity` where it has one, else its level. A tool may list its rules
 * after its results, so results wait for the end of their run, as counted places and not as what they say.
 */
export const sarif: EvidenceReader = {
  summary: "SARIF",
  gives: "finding",
  fits: (head, path) =>
    /^\s*\{/.test(head) && (/\.sarif(?:\.json)?$/.test(path) || /sarif/i.test(head)) && !/"bomFormat"/.test(head),
  read: (pieces) =>
    factsOfJson(
      pieces,
      [
        ...statedPaths,
        "$.version",
        "$.runs.*.tool.driver.rules.*",
        "$.runs.*.tool.extensions.*.rules.*",
        "$.runs.*.results.*",
        "$.runs.*.versionControlProvenance.*",
        "$.runs.*.invocations.*",
      ],
      (give) => {
        const rules = new Map<string, Rule>();
        const waiting: { readonly rule: string; readonly level: string | undefined; readonly where: string }[] = [];
        let isSarif = false;
        return {
          value: (path, value) => {
            if (statedAt(path, value, give)) return;
            if (path[0] === "version") {
              isSarif = String(value).startsWith("2.");
              return;
            }
            const [, run, part] = path;
            if (part === "tool") rules.set(`${run}/${textOf(value, "id") ?? ""}`, ruleOf(value));
            else if (part === "versionControlProvenance") {
              const commit = textOf(value, "revisionId");
              if (commit !== undefined) give({ kind: "build", commit });
            } else if (part === "invocations") {
              if (own(value, "executionSuccessful") === false) throw new Error("the tool says that it did not succeed");
            } else if (counts(value))
              waiting.push({ rule: `${run}/${ruleIdOf(value)}`, level: textOf(value, "level"), where: placeOf(value) });
          },
          end: () => {
            if (!isSarif) throw new Error("it does not say that it is SARIF 2");
            for (const { rule, level, where } of waiting)
              give({
                kind: "finding",
                id: rule.slice(rule.indexOf("/") + 1) || "unnamed",
                severity: severityIn(rules.get(rule), level),
                where,
              });
          },
        };
      },
    ),
};

function ruleOf(value: Json): Rule {
  const score = Number(textOf(own(value, "properties"), "security-severity") ?? Number.NaN);
  return {
    level: textOf(own(value, "defaultConfiguration"), "level"),
    score: Number.isNaN(score) ? undefined : score,
  };
}

/** What passed, was open to question or is suppressed by a person is no finding. */
function counts(result: Json): boolean {
  const kind = textOf(result, "kind") ?? "fail";
  const suppressed = listOf(result, "suppressions").some(
    (each) => (textOf(each, "status") ?? "accepted") === "accepted",
  );
  return kind === "fail" && !suppressed;
}

function ruleIdOf(result: Json): string {
  return textOf(result, "ruleId") ?? textOf(own(result, "rule"), "id") ?? "";
}

function severityIn(rule: Rule | undefined, level: string | undefined): Severity {
  if (rule?.score !== undefined) return severityOfScore(rule.score);
  return severityOf(level ?? rule?.level ?? "warning");
}

function placeOf(result: Json): string {
  const place = own(listOf(result, "locations")[0], "physicalLocation");
  const uri = textOf(own(place, "artifactLocation"), "uri") ?? "an unnamed place";
  const line = own(own(place, "region"), "startLine");
  return (typeof line === "number" ? `${uri}:${line}` : uri).slice(0, 300);
}
