import { defineGate } from "../plugin/gate.ts";
import { numberAt } from "./number-at.ts";
import { missingReport, readEvidence } from "./read-evidence.ts";

/** A number in a JSON report is within bounds. */
export const quality = defineGate({
  summary: "A number in a JSON report is within bounds.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["json", "at"],
    description: "A JSON file, the place in it, and bounds.",
    anyOf: [{ required: ["max"] }, { required: ["min"] }],
    properties: {
      json: { type: "string", minLength: 1, description: "Path of the JSON file." },
      at: { type: "string", description: "JSON Pointer of the number, for example /total/lines/pct." },
      max: { type: "number", description: "It may not be above." },
      min: { type: "number", description: "It may not be below." },
    },
  } as const,
  evaluate: async ({ json, at, max, min }, { files }) => {
    const report = await readEvidence(files, json);
    if (!report) return missingReport(json);
    const value = numberAt(report.text, at);
    if (typeof value !== "number")
      return { verdict: "fail", missing: [`${json} has no number at ${at}: ${value}.`], evidence: report.file };
    const evidence = { ...report.file, at, value };
    const wrong = [
      ...(max !== undefined && value > max ? [`${json}: ${at} is ${value}, above ${max}.`] : []),
      ...(min !== undefined && value < min ? [`${json}: ${at} is ${value}, below ${min}.`] : []),
    ];
    return wrong.length === 0
      ? { verdict: "pass", missing: [], evidence }
      : { verdict: "fail", missing: wrong, evidence };
  },
});
