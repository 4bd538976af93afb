import type { Json } from "../model/json.ts";
import type { QualityData } from "./quality-data.ts";
import type { Section } from "./sections.ts";
import { traceSections } from "./trace-data.ts";

/** The report in the order QA goes through it: what it is of, thresholds, trace, defects, acceptance, risk, who agreed. */
export function qualitySections(data: QualityData): readonly Section[] {
  const { release, thresholds, trace, defects, acceptance, risk, decisions, waivers } = data;
  return [
    {
      title: "Release",
      head: ["what", "value"],
      rows: Object.entries(release).map(([what, value]) => [what, String(value)]),
      none: "",
    },
    {
      title: "Thresholds",
      head: ["gate", "asked for", "found", "verdict", "missing"],
      rows: thresholds.map(({ gate, asked, actual, verdict, missing }) => [
        gate,
        told(asked),
        told(actual),
        verdict,
        missing.join(" "),
      ]),
      none: "The spec asks for none.",
    },
    ...traceSections(trace),
    {
      title: "Defects",
      head: ["id", "candidate", "severity", "disposition", "reason"],
      rows: defects.map(({ id, candidate, severity, disposition }) => [
        id,
        `rc.${candidate}`,
        severity,
        disposition?.kind ?? "none",
        disposition?.reason ?? "",
      ]),
      none: "None was reported.",
    },
    {
      title: "Acceptance",
      head: ["candidate", "rejected before", "people who answered", "mean score"],
      rows: [
        [
          acceptance.candidate,
          String(acceptance.rework),
          String(acceptance.responses),
          acceptance.score === null ? "none" : String(acceptance.score),
        ],
      ],
      none: "",
    },
    {
      title: "Risk",
      head: ["score", "tier", "reasons"],
      rows: [[String(risk.score), risk.tier, risk.reasons.join(" ") || "none"]],
      none: "",
    },
    {
      title: "Decisions",
      head: ["gate", "as", "decision", "by", "when", "reason"],
      rows: decisions.map(({ gate, role, kind, by, at, reason }) => [gate, role, kind, by, at, reason ?? ""]),
      none: "None yet.",
    },
    { title: "Waivers", head: ["waiver"], rows: waivers.map((each) => [told(each)]), none: "None." },
  ];
}

/** A value in one line. Files and lists of names are counted; the JSON form of the report has them whole. */
function told(value: Json): string {
  if (value === null) return "–";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value))
    return value.every((each: Json) => typeof each !== "object") ? value.join(", ") : `${value.length}`;
  return Object.entries(value)
    .map(([key, each]: [string, Json]) =>
      key === "files" && Array.isArray(each)
        ? each.map((file: Json) => fileOf(file)).join(", ")
        : `${key} ${typeof each === "object" ? JSON.stringify(each) : String(each)}`,
    )
    .join(", ");
}

function fileOf(file: Json): string {
  const { uri, sha256 } = file as { readonly uri?: string; readonly sha256?: string };
  return `${uri ?? "a file"} (sha256 ${(sha256 ?? "").slice(0, 12)})`;
}
