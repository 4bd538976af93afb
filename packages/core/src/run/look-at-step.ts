import type { RelspecError } from "../errors/index.ts";
import type { PlannedStep } from "../model/plan.ts";
import { resultsFor } from "../plan/find-states.ts";
import type { Finding } from "../plugin/finding.ts";
import { readContext } from "../world/contexts.ts";
import { callAction } from "./call-action.ts";
import type { RunInput } from "./run-input.ts";
import { asRelspecError } from "./step-errors.ts";

/** What `check` says; `unknown` where there is none, or it cannot be asked. */
export async function look(step: PlannedStep, input: RunInput): Promise<Finding & { readonly crash?: RelspecError }> {
  const { action } = input.catalogue.action(step.uses);
  const { check } = action;
  if (!check) return { state: "unknown", reason: "its plugin offers no way to look" };
  input.notify({ kind: "step", step: step.id, phase: "checking" });
  try {
    return await callAction(
      { step: step.id, uses: step.uses, what: "check", timeout: step.timeout, halted: input.journal.halted },
      (signal) => check.call(action, step.target, readContext(input.world, reading(step, input, signal))),
    );
  } catch (error) {
    input.journal.halted.throwIfAborted();
    const told = asRelspecError(error);
    const reason = told.message.replace(/\.$/, "");
    return {
      state: "unknown",
      reason,
      ...((told.code === "RS_PLUGIN_CRASHED" || told.code === "RS_PLUGIN_PERMISSION") && { crash: told }),
    };
  }
}

/** What a step may ask with: the results of what it needs, and a log of its own. */
export function reading(step: PlannedStep, { plan, journal, notify }: RunInput, signal: AbortSignal) {
  const steps = plan.stages.flatMap((stage) => stage.steps);
  return {
    step: step.id,
    results: resultsFor(step, steps, journal.record()),
    signal,
    log: (line: string) => notify({ kind: "log", line, step: step.id }),
  };
}
