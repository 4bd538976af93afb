import { opens } from "../gate/answer-gate.ts";
import type { Plan, PlannedGate, PlannedStage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Spec, StageSpec } from "../model/spec.ts";
import type { CheckupAnswer } from "../plugin/plugin.ts";

interface Examining {
  readonly spec: Spec;
  /** Says how a gate stands now. */
  readonly judge: (gate: PlannedGate, plan: Plan) => Promise<PlannedGate>;
}

/**
 * Gates that refuse now. Where steps that people wrote come before such a gate, they may make the evidence that it misses, and
 * it is only worth a word; else nothing will change until the run gets there. A gate that waits refuses nothing.
 */
export async function examineGates(
  plan: Plan,
  open: ReleaseRecord | null,
  { spec, judge }: Examining,
): Promise<CheckupAnswer> {
  const record = open?.plan.digest === plan.digest ? open : null;
  const closed: { readonly gate: PlannedGate; readonly mayOpen: boolean }[] = [];
  let mayOpen = false;
  let all = 0;
  for (const stage of plan.stages) {
    const state = record?.stages.find((each) => each.name === stage.name && each.environment === stage.environment);
    if (state === undefined || state.state === "to-do") {
      for (const gate of stage.gates) {
        all += 1;
        const judged = await judge(gate, plan);
        if (!opens(judged.verdict) && judged.verdict !== "waiting") closed.push({ gate: judged, mayOpen });
      }
    }
    mayOpen ||= state?.state !== "done" && writesSteps(stage, spec);
  }
  return answerOf(closed, all);
}

function answerOf(
  closed: readonly { readonly gate: PlannedGate; readonly mayOpen: boolean }[],
  all: number,
): CheckupAnswer {
  if (closed.length === 0)
    return { verdict: "ok", message: all === 0 ? "No gate is ahead." : "None of them does at the moment." };
  const sure = closed.filter(({ mayOpen }) => !mayOpen);
  const told = sure.length > 0 ? sure : closed;
  const message = told.map(({ gate }) => `The gate ${gate.id} refuses: ${gate.missing.join(" ")}`).join(" ");
  const fix = told.map(({ gate }) => `relspec explain gate ${gate.id}`);
  return sure.length > 0
    ? { verdict: "failed", message, fix, code: "RS_POLICY_GATE" }
    : { verdict: "warning", message: `${message} The steps before it may change that.`, fix };
}

function writesSteps({ name, environment }: PlannedStage, { stages }: Spec): boolean {
  const found: Pick<StageSpec, "steps" | "environments"> | undefined = stages.find((stage) => stage.name === name);
  if (!found) return false;
  const own = environment === undefined ? found : found.environments.find((each) => each.name === environment);
  return (own?.steps.length ?? 0) > 0;
}
