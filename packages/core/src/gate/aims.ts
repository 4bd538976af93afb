import type { Json } from "../model/json.ts";
import { defineGate } from "../plugin/gate.ts";
import { numberAt } from "./number-at.ts";
import { readEvidence } from "./read-evidence.ts";

/**
 * The aims of the release against what came of them. Every aim that names a figure must have one, else the stage stays open;
 * whether it was reached is on record either way, because an aim that was missed is what an assessment is for.
 */
export const aims = defineGate({
  summary: "Every aim of the release has an actual figure.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["figures"],
    description: "A JSON file with the actual figures; a path may stand for { figures }.",
    properties: {
      figures: { type: "string", minLength: 1, description: "Path of the JSON file." },
      reached: { type: "boolean", default: false, description: "true: an aim that was missed closes the gate." },
    },
  } as const,
  shorthand: "figures",
  evaluate: async ({ figures, reached }, { files, spec }) => {
    const measurable = spec.aims.filter(({ at }) => at !== undefined);
    if (measurable.length === 0)
      return {
        verdict: "fail",
        missing: ["No aim says where its figure is: give one of `aims` an `at`, with `min` or `max`."],
      };
    const report = await readEvidence(files, figures);
    if (!report)
      return {
        verdict: "waiting",
        missing: [`There are no figures yet: ${figures} is not there.`],
        evidence: { missing: figures },
      };
    const found = measurable.map(({ aim, at = "", min, max }) => ({
      aim,
      at,
      min,
      max,
      actual: numberAt(report.text, at),
    }));
    const missing = found.flatMap(({ aim, at, actual }) =>
      typeof actual === "number"
        ? []
        : [`There is no figure for "${aim.slice(0, 200)}" at ${at} in ${figures}: ${actual}.`],
    );
    const evidence: Json = {
      ...report.file,
      aims: found.map(({ aim, min, max, actual }) => ({
        aim,
        actual: typeof actual === "number" ? actual : null,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
        reached: typeof actual === "number" && isReached(actual, min, max),
      })),
    };
    if (missing.length > 0) return { verdict: "waiting", missing, evidence };
    const missed = found.filter(({ actual, min, max }) => !isReached(actual as number, min, max));
    if (!reached || missed.length === 0) return { verdict: "pass", missing: [], evidence };
    return {
      verdict: "fail",
      missing: missed.map(
        ({ aim, actual, min, max }) => `"${aim.slice(0, 200)}" was missed: ${actual}, ${bounds(min, max)}.`,
      ),
      evidence,
    };
  },
});

function isReached(actual: number, min: number | undefined, max: number | undefined): boolean {
  return (min === undefined || actual >= min) && (max === undefined || actual <= max);
}

function bounds(min: number | undefined, max: number | undefined): string {
  return [
    ...(min === undefined ? [] : [`at least ${min} was aimed at`]),
    ...(max === undefined ? [] : [`at most ${max} was aimed at`]),
  ].join(", ");
}
