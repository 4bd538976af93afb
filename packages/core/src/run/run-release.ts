import type { RunResult } from "../engine.ts";
import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { PlannedGate, PlannedStage } from "../model/plan.ts";
import { stageNames } from "../model/spec.ts";
import { judgeGates } from "./judge-gates.ts";
import { secretsMissing } from "./missing-secrets.ts";
import { refuseUndoing } from "./refuse-undoing.ts";
import type { RunInput } from "./run-input.ts";
import { resultOf } from "./result-of.ts";
import { runSteps, type StepFailure } from "./run-steps.ts";
import { wasStopped } from "./was-stopped.ts";

/**
 * Move a release on as far as it can go: open it where it is not open yet, then stage by stage, gates first, steps after. The
 * same call whether it is new, was waiting, or was killed.
 * @throws what halted the run: `RS_LOCK_FENCED`, `RS_LEDGER_…`; `RS_RUN_SECRET` and `RS_RUN_UNDOING` before anything was started.
 */
export async function runRelease(input: RunInput): Promise<RunResult> {
  const { plan, journal, attempt, hooks, request } = input;
  refuseUndoing(plan.release?.id ?? "", (type) => journal.count(type) > 0);
  refuseMissingSecrets(input);
  await journal.append(journal.keys.opened, "release.opened", { plan: plan as unknown as JsonObject, attempt });
  await hooks.observe("runOpened", [journal.record()]);
  const result = await goThroughStages(input);
  if (wasStopped(input) && result.outcome !== "released") {
    const n = journal.count("run.interrupted") + 1;
    await journal.append(journal.keys.interrupted(n), "run.interrupted", {
      signal: String(request.signal?.reason ?? "abort"),
    });
  }
  await hooks.observe("runClosed", [journal.record()]);
  return result;
}

async function goThroughStages(input: RunInput): Promise<RunResult> {
  const { plan, journal, request, hooks } = input;
  const failures: StepFailure[] = [];
  for (const stage of plan.stages) {
    const end = (
      outcome: "waiting" | "failed",
      more: { readonly closed?: readonly PlannedGate[]; readonly error?: RelspecError; readonly step?: string } = {},
    ) => resultOf(journal.record(), { outcome, stage, failures, ...more });
    if (request.until !== undefined && stageNames.indexOf(stage.name) > stageNames.indexOf(request.until))
      return end("waiting");
    if (wasStopped(input)) return end("failed", { error: interrupted() });
    const state = stateOf(stage, input);
    if (state === "to-do") {
      const closed = await judgeGates(stage, input);
      if (closed.some(({ verdict }) => verdict !== "waiting")) return end("failed", { closed, error: refused(closed) });
      if (closed.length > 0) return end("waiting", { closed });
      await journal.append(journal.keys.stage(stage, "started"), "stage.started", nameOf(stage), { soon: true });
      await hooks.series("beforeStage", [stage.name, journal.record()], stage.name);
    }
    failures.push(...(await runSteps(stage, input)));
    const failed = failures.find(({ step }) => step.critical);
    if (failed) return end("failed", { error: failed.error, step: failed.step.id });
    if (wasStopped(input)) return end("failed", { error: interrupted() });
    if (state !== "done") {
      await hooks.series("afterStage", [stage.name, journal.record()], stage.name);
      await journal.append(journal.keys.stage(stage, "done"), "stage.done", nameOf(stage));
    }
  }
  await journal.append(journal.keys.closed, "release.closed", { outcome: "released" }, { soon: true });
  return resultOf(journal.record(), { outcome: "released", stage: null, failures });
}

function stateOf(stage: PlannedStage, { journal }: RunInput): "to-do" | "started" | "done" {
  const found = journal
    .record()
    .stages.find(({ name, environment }) => name === stage.name && environment === stage.environment);
  return found?.state ?? "to-do";
}

function nameOf({ name, environment }: PlannedStage): JsonObject {
  return { stage: name, ...(environment !== undefined && { environment }) };
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

/** Better known before the first step than in the middle of a release. */
function refuseMissingSecrets({ plan, journal, world }: RunInput): void {
  const missing = secretsMissing(plan, (step) => isDone(journal, step), world.secrets);
  if (missing.length === 0) return;
  throw new RelspecError("RS_RUN_SECRET", {
    message: `${missing.length === 1 ? "A secret is" : "Secrets are"} missing: ${missing.join(", ")}. Nothing was started.`,
    details: { secrets: missing },
    suggestions: missing.map((name) => `Set the environment variable ${name}.`),
  });
}

function isDone(journal: RunInput["journal"], step: string): boolean {
  return journal.count("step.done", (data) => data["step"] === step) > 0;
}
