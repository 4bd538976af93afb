import type { RunResult } from "../engine.ts";
import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { PlannedGate, PlannedStage } from "../model/plan.ts";
import { stageNames } from "../model/spec.ts";
import { artifactsOf, digestOfBuild } from "../record/artifacts-of.ts";
import { isSameStage } from "../record/is-same-stage.ts";
import { judgeGates } from "./judge-gates.ts";
import { refuseRebuilt } from "./refuse-rebuilt.ts";
import { resultOf } from "./result-of.ts";
import type { RunInput } from "./run-input.ts";
import { watchOverrun } from "./overrun.ts";
import { runSteps, type StepFailure } from "./run-steps.ts";
import { beginWayBack, describeHeld, finishWayBack, heldOf } from "./way-back.ts";
import { wasStopped } from "./was-stopped.ts";

/** How going through a stage ended, where it did not come to its end. */
interface Halt {
  readonly outcome: "waiting" | "failed";
  readonly closed?: readonly PlannedGate[];
  readonly error?: RelspecError;
  readonly step?: string;
}

/** Stage by stage, gates first, steps after; environments in order, ring by ring. Stops where something is closed or fails. */
export async function goThroughStages(input: RunInput): Promise<RunResult> {
  const { plan, journal, request } = input;
  const failures: StepFailure[] = [];
  for (const [at, stage] of plan.stages.entries()) {
    const end = (halt: Halt) => resultOf(journal.record(), { stage, failures, ...halt });
    if (request.until !== undefined && stageNames.indexOf(stage.name) > stageNames.indexOf(request.until))
      return end({ outcome: "waiting" });
    if (request.promote !== undefined && stage.environment !== undefined && stage.environment !== request.promote)
      continue;
    if (wasStopped(input)) return end({ outcome: "failed", error: interrupted() });
    const halt = await goThrough(stage, failures, input);
    if (halt) return end(halt);
    const next = plan.stages[at + 1];
    if (request.promote !== undefined && stage.environment === request.promote && next?.environment !== request.promote)
      return resultOf(journal.record(), { stage: firstLeft(input) ?? stage, failures, outcome: "waiting" });
  }
  await journal.append(journal.keys.closed, "release.closed", { outcome: "released" }, { soon: true });
  return resultOf(journal.record(), { outcome: "released", stage: null, failures });
}

async function goThrough(stage: PlannedStage, failures: StepFailure[], input: RunInput): Promise<Halt | null> {
  const { journal, hooks } = input;
  const held = heldOf(stage.environment, input);
  if (held?.state === "going-back") return goBack(stage, input);
  if (held) return { outcome: "waiting", closed: [holdGate(stage, describeHeld(held))] };
  const state = stateOf(stage, input);
  if (state === "to-do") {
    const closed = await judgeGates(stage, input);
    if (closed.some(({ verdict }) => verdict !== "waiting"))
      return { outcome: "failed", closed, error: refused(closed) };
    if (closed.length > 0) return { outcome: "waiting", closed };
    await journal.append(
      journal.keys.stage(stage, "started"),
      "stage.started",
      { ...nameOf(stage), ...runningIn(stage, input) },
      { soon: true },
    );
    await hooks.series("beforeStage", [stage.name, journal.record()], stage.name);
  }
  const watch = await watchOverrun(stage, input);
  const here = await runSteps(stage, { ...input, ended: watch.ended }, watch.closed).finally(watch.end);
  failures.push(...here);
  const isLeft = stage.steps.some(({ id }) => journal.record().steps[id]?.state === "to-do");
  const overrun = isLeft || watch.ended.aborted ? await watch.closed() : [];
  if (overrun.length > 0 && (watch.ended.aborted || here.every(({ step }) => !step.critical)))
    return { outcome: "waiting", closed: overrun };
  const failed = here.find(({ step }) => step.critical);
  if (failed) return failedIn(stage, failed, input);
  if (wasStopped(input)) return { outcome: "failed", error: interrupted() };
  if (state !== "done") {
    refuseRebuilt(stage, journal.record());
    await hooks.series("afterStage", [stage.name, journal.record()], stage.name);
    await journal.append(journal.keys.stage(stage, "done"), "stage.done", {
      ...nameOf(stage),
      ...runningIn(stage, input),
    });
  }
  return null;
}

/** A verification that failed may send its environment back; one that could not tell leaves it waiting. */
async function failedIn(stage: PlannedStage, failed: StepFailure, input: RunInput): Promise<Halt> {
  const { step, error } = failed;
  if (!stage.verify?.includes(step.id)) return { outcome: "failed", error, step: step.id };
  if (error.code === "RS_GATE_INCONCLUSIVE") {
    const kind = { id: step.id, kind: "verify", options: {} };
    return { outcome: "waiting", closed: [{ ...kind, verdict: "inconclusive", missing: [error.message] }] };
  }
  if (stage.onFailure !== "rollback" || !saysNo.includes(error.code))
    return { outcome: "failed", error, step: step.id };
  await beginWayBack(stage, failed, input);
  return goBack(stage, input);
}

/** The answers of a verification that are about the environment, and not about the verification. */
const saysNo: readonly string[] = ["RS_STEP_VERIFICATION", "RS_STEP_FAILED", "RS_STEP_TIMEOUT"];

async function goBack(stage: PlannedStage, input: RunInput): Promise<Halt> {
  const environment = stage.environment ?? "";
  const held = await finishWayBack(environment, input);
  const error = new RelspecError("RS_STEP_VERIFICATION", {
    message: describeHeld(held),
    details: { environment, version: held.version },
    suggestions: [
      "Take the release back, mend it and release anew: relspec undo",
      `Or try this one again: relspec promote ${environment} --reason TEXT`,
    ],
  });
  return { outcome: "failed", error, step: held.step };
}

function holdGate({ name, environment }: PlannedStage, missing: string): PlannedGate {
  const id = `${name}/${environment ?? ""}/hold`;
  const how = `It is held until somebody lets it go: relspec promote ${environment ?? ""} --reason TEXT, or relspec undo.`;
  return { id, kind: "hold", options: {}, verdict: "waiting", missing: [missing, how] };
}

/** What an environment gets: the build that every environment gets. */
function runningIn({ environment }: PlannedStage, { journal }: RunInput): JsonObject {
  if (environment === undefined) return {};
  const record = journal.record();
  const artifacts = artifactsOf(record).map(({ step, digest }) => ({ step, digest }));
  return { version: record.version, digest: digestOfBuild(record), artifacts };
}

function stateOf(stage: PlannedStage, { journal }: RunInput): "to-do" | "started" | "done" {
  return journal.record().stages.find((each) => isSameStage(each, stage))?.state ?? "to-do";
}

function firstLeft({ plan, journal }: RunInput): PlannedStage | undefined {
  const { stages } = journal.record();
  return plan.stages.find((stage) => stages.some((each) => isSameStage(each, stage) && each.state !== "done"));
}

function nameOf({ name, environment, ring }: PlannedStage): JsonObject {
  return { stage: name, ...(environment !== undefined && { environment }), ...(ring !== undefined && { ring }) };
}

function refused(closed: readonly PlannedGate[]): RelspecError {
  const failed = closed.filter(({ verdict }) => verdict !== "waiting");
  return new RelspecError("RS_POLICY_GATE", {
    message: failed.map(({ id, missing }) => `The gate ${id} refused: ${missing.join(" ")}`).join(" "),
    details: { gates: failed.map(({ id }) => id) },
    suggestions: [`relspec explain gate ${failed[0]?.id ?? ""}`],
  });
}

function interrupted(): RelspecError {
  return new RelspecError("RS_RUN_INTERRUPTED", {
    message: "The run was interrupted; what was under way is on record.",
    suggestions: ["relspec run"],
  });
}
