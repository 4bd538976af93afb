import type { RunResult } from "../engine.ts";
import { RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import { goThroughStages } from "./go-through-stages.ts";
import { secretsMissing } from "./missing-secrets.ts";
import { refuseBrokenPromise, refuseNoWayBack } from "./refuse-no-way-back.ts";
import { refuseUndoing } from "./refuse-undoing.ts";
import type { RunInput } from "./run-input.ts";
import { wasStopped } from "./was-stopped.ts";

/**
 * Move a release on as far as it can go: open it where it is not open yet, then stage by stage, gates first, steps after. The
 * same call whether it is new, was waiting, or was killed.
 * @throws what halted the run: `RS_LOCK_FENCED`, `RS_LEDGER_…`; `RS_RUN_SECRET` and `RS_RUN_UNDOING` before anything was started.
 */
export async function runRelease(input: RunInput): Promise<RunResult> {
  const { plan, journal, attempt, hooks, request } = input;
  refuseUndoing(plan.release?.id ?? "", journal.events());
  refuseMissingSecrets(input);
  refuseNoWayBack(input);
  refuseBrokenPromise(input);
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
