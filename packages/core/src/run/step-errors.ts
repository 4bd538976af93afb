import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { Finding } from "../plugin/finding.ts";
import type { PlannedStep } from "../model/plan.ts";

/** What the other side has is not what the plan aims at. */
export function conflictError(step: PlannedStep, finding: Extract<Finding, { state: "conflict" }>): RelspecError {
  return new RelspecError("RS_PLAN_CONFLICT", {
    message: `The step "${step.id}" found something else in its place: ${finding.reason}`,
    details: { step: step.id },
    suggestions: finding.suggestions,
  });
}

/** An effect may have taken place, and nobody can tell: a person has to look, and say so to `command`. */
export function unknownError(step: PlannedStep, reason: string, command: "run" | "undo" = "run"): RelspecError {
  return new RelspecError("RS_STEP_UNKNOWN", {
    message: `Nobody can tell whether the step "${step.id}" (${step.summary}) took place: ${reason}`,
    details: { step: step.id },
    suggestions: [
      `If it did: relspec ${command} --assume done=${step.id}`,
      `If it did not: relspec ${command} --assume not-done=${step.id}`,
    ],
  });
}

/** Whether a failed call of an action leaves open what happened on the other side. */
export function leavesOpen(error: RelspecError): boolean {
  return (
    error.code === "RS_STEP_TIMEOUT" ||
    error.code === "RS_STEP_UNKNOWN" ||
    error.code === "RS_PLUGIN_CRASHED" ||
    error.code === "RS_PLUGIN_PERMISSION"
  );
}

/** What was thrown, as an error with a code. */
export function asRelspecError(error: unknown): RelspecError {
  if (isRelspecError(error)) return error;
  return new RelspecError("RS_STEP_FAILED", {
    message: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
