import type { PlannedGate, Verdict } from "../model/plan.ts";
import type { GateAnswer, GateContext, GateKind } from "../plugin/gate.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";

/** From the strictest to the one that opens. */
const strictness: readonly Verdict[] = ["error", "fail", "inconclusive", "waiting", "pass"];

/**
 * How a gate stands. A kind that throws answers `error`, which never opens. The hook `evaluateGate` may answer too, and the
 * stricter of both counts: a plugin can close a gate, and never open one.
 */
export async function evaluateGate(
  gate: PlannedGate,
  kind: GateKind,
  context: GateContext,
  hooks: HookDriver,
): Promise<GateAnswer> {
  const own = await answerOf(async () => kind.evaluate(gate.options, context));
  const other = await answerOf(
    async () => (await hooks.bail("evaluateGate", [{ id: gate.id, kind: gate.kind }, context])) ?? own,
  );
  return strictness.indexOf(other.verdict) < strictness.indexOf(own.verdict) ? other : own;
}

async function answerOf(ask: () => Promise<GateAnswer>): Promise<GateAnswer> {
  try {
    const answer = await ask();
    return strictness.includes(answer.verdict)
      ? answer
      : { verdict: "error", missing: [`It answered "${answer.verdict as string}", which is no verdict.`] };
  } catch (error) {
    return {
      verdict: "error",
      missing: [`It could not be evaluated: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
