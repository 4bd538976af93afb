import type { Plan, PlannedGate } from "../model/plan.ts";
import type { GateAnswer, GateContext, GateKind } from "../plugin/gate.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { evaluateGate } from "./evaluate-gate.ts";
import { withWaivers } from "./waiver.ts";
import { sayWhoCould } from "./who-could.ts";

/**
 * How a gate stands, with what people can do about it: waivers that hold, and who could still approve.
 * @param plan the plan it is asked for, also while it is being made.
 */
export async function answerGate(
  gate: PlannedGate,
  kind: GateKind,
  context: GateContext,
  { plan, hooks }: { readonly plan: Plan; readonly hooks: HookDriver },
): Promise<GateAnswer> {
  const { spec, decisions, elsewhere = [], initiator, now } = context;
  const answer = await evaluateGate(gate, kind, context, hooks);
  const told = withWaivers(answer, gate, { spec, plan, decisions, initiator, now: now() });
  if (gate.kind !== "approval" || told.verdict !== "waiting") return told;
  const who = sayWhoCould({
    gate: gate.id,
    options: gate.options,
    spec,
    plan,
    decisions: [...elsewhere, ...decisions],
    initiator,
    now: now(),
  });
  const [first = "", ...rest] = told.missing;
  return { ...told, missing: [[first, ...who].join(" "), ...rest] };
}

/** Whether a verdict lets the stage begin. */
export function opens(verdict: PlannedGate["verdict"]): boolean {
  return verdict === "pass" || verdict === "waived";
}
