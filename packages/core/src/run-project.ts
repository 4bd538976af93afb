import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Notice, RunRequest, RunResult } from "./engine.ts";
import { isRelspecError, RelspecError } from "./errors/index.ts";
import type { Holder, Ledger } from "./model/ledger.ts";
import { thisOwner } from "./ledger/owner.ts";
import { governedBy } from "./model/plan-policy.ts";
import type { Plan } from "./model/plan.ts";
import type { Decision, PacketDelivery, ReleaseRecord } from "./model/record.ts";
import type { Project } from "./open-project.ts";
import { planningOf, planRollback, planToRun } from "./plan-project.ts";
import type { RollbackRequest } from "./plan/make-rollback.ts";
import { foldNotebook } from "./record/fold-notebook.ts";
import { foldRecords } from "./record/fold-records.ts";
import { releasesOf } from "./other-releases.ts";
import { openRecord, theOpenRecord } from "./record/open-record.ts";
import { changedSince } from "./run/changed-since.ts";
import { choosePlan } from "./run/choose-plan.ts";
import { type Deciding, recordDecision } from "./run/decide.ts";
import { recordDelivery } from "./run/record-delivery.ts";
import { escalate, type TickResult } from "./run/escalate.ts";
import { eventKeys } from "./run/event-keys.ts";
import { refuseUnfit } from "./run/examine-checkups.ts";
import { type Hold, hold } from "./run/hold.ts";
import { letGoToPromote } from "./run/let-go-to-promote.ts";
import { openJournal } from "./run/journal.ts";
import { type LateSteps, lateSteps, runLateSteps } from "./run/late-steps.ts";
import { isSettled } from "./run/is-settled.ts";
import { settleWords } from "./run/settle-words.ts";
import { resultOf } from "./run/result-of.ts";
import type { RunInput } from "./run/run-input.ts";
import { runRelease } from "./run/run-release.ts";
import { undoRelease } from "./run/undo-release.ts";
import { worldContext } from "./world/contexts.ts";

/** Milliseconds a claim outlives a holder that cannot be seen to be gone. */
const lease = 60_000;
/** Milliseconds between two looks at closed gates with `--wait`. */
const interval = 5_000;
/** Milliseconds a decision waits for a run that is about to let go. */
const patience = 10_000;

export interface Moving {
  readonly project: Project;
  readonly ledger: Ledger;
  readonly notify: (notice: Notice) => void;
}

/** `relspec run`: open a release, or go on with the open one, as far as it can go; with `wait`, until it is through. */
export async function moveRelease(moving: Moving, request: RunRequest): Promise<RunResult> {
  for (;;) {
    const result = await moveOnce(moving, request);
    if (!request.wait || result.outcome !== "waiting" || result.waitingFor.length === 0) return result;
    // The claim is given up meanwhile, so that decisions can be put on record.
    await sleep(interval, undefined, { ...(request.signal && { signal: request.signal }) }).catch(() => undefined);
    if (request.signal?.aborted) return result;
  }
}

async function moveOnce(moving: Moving, request: RunRequest): Promise<RunResult> {
  const waiting = { wait: request.wait ?? false, ...(request.signal && { signal: request.signal }) };
  const move = async (held: Hold): Promise<RunResult> => {
    const { project, ledger } = moving;
    const late = lateSteps(foldRecords(await ledger.load(project.spec.name)));
    const { plan, resumed, supersedes } = await chosenPlan(moving, request);
    const settled = settleWords(request, [plan, ...(late ? [late.record.plan] : [])]);
    const caughtUp = late && (await catchUp(moving, held, late, settled));
    if (!plan.release) return caughtUp ?? nothing;
    if (!resumed) await refuseUnfit(project.catalogue, { world: project.world, signal: never });
    if (supersedes) await closeSuperseded(moving, held, supersedes);
    const result = await runRelease(await inputFor(moving, held, plan, settled));
    if (!resumed || result.outcome === "released") return result;
    const here = await project.checkout(never);
    const changed = changedSince(plan, { spec: project.spec, commit: here?.commit ?? null });
    return changed.length === 0 ? result : { ...result, changed };
  };
  try {
    return await holding(moving, waiting, move);
  } catch (error) {
    // A stale plan stays stale however long one waits for the holder, so that is what its bearer has to know.
    if (request.plan && isRelspecError(error) && error.code === "RS_LOCK_HELD") await chosenPlan(moving, request);
    throw error;
  }
}

/** `relspec promote ENVIRONMENT`. @throws `RS_RUN_NONE`, `RS_USAGE`. */
export function promoteTo(moving: Moving, request: RunRequest & { readonly promote: string }): Promise<RunResult> {
  return holding(moving, { ...(request.signal && { signal: request.signal }) }, async (held) => {
    const open = theOpenRecord(foldRecords(await moving.ledger.load(moving.project.spec.name)));
    const input = await inputFor(moving, held, open.plan, request);
    await letGoToPromote(input);
    return runRelease(input);
  });
}

async function chosenPlan({ project, ledger }: Moving, request: RunRequest): ReturnType<typeof choosePlan> {
  const events = await ledger.load(project.spec.name);
  const records = foldRecords(events);
  return choosePlan({
    given: request.plan,
    open: openRecord(records),
    concurrency: project.spec.concurrency,
    released: records.filter(({ outcome }) => outcome === "released").map(({ id }) => id),
    settled: (open) => isSettled(open, planningOf(project, records, never)),
    makePlan: async () => {
      const asked = worldContext(project.world, never);
      await project.hooks.series("refresh", [{ ...asked, exec: asked.query }]);
      return planToRun(project, records, never, foldNotebook(events));
    },
  });
}

const never = new AbortController().signal;

/** What the last release owes is done first; it cannot keep the next one back. */
async function catchUp(moving: Moving, held: Hold, late: LateSteps, request: RunRequest): Promise<RunResult> {
  const input = await inputFor(moving, held, late.record.plan, request, late.record.attempt);
  const failures = await runLateSteps(late, input);
  return resultOf(input.journal.record(), { outcome: "released", stage: null, failures });
}

const nothing: RunResult = {
  outcome: "nothing-to-release",
  release: null,
  stage: null,
  waitingFor: [],
  steps: { done: 0, adopted: 0, failed: 0, left: 0 },
  notCritical: [],
};

/** `relspec rollback VERSION`: release an earlier version again, or go on with that. @throws `RS_USAGE_RELEASE`, `RS_PLAN_STALE`. */
export function rollBack(
  moving: Moving,
  { signal, ...back }: RollbackRequest & { readonly signal?: AbortSignal },
): Promise<RunResult> {
  const { project, ledger } = moving;
  return holding(moving, { ...(signal && { signal }) }, async (held) => {
    const records = foldRecords(await ledger.load(project.spec.name));
    const open = openRecord(records);
    if (open && !isSameRollback(open, back)) throw stillOpen(open);
    const plan = open?.plan ?? (await planRollback(project, records, back, never));
    if (!plan.release) return nothing;
    return runRelease(await inputFor(moving, held, plan, { ...(signal && { signal }) }));
  });
}

function isSameRollback({ version, plan }: ReleaseRecord, back: RollbackRequest): boolean {
  return plan.release?.type === "rollback" && version === back.version;
}

function stillOpen({ id, version }: ReleaseRecord): RelspecError {
  return new RelspecError("RS_PLAN_STALE", {
    message: `The release ${version} (${id}) is open: what it has done so far has to be settled first.`,
    suggestions: ["Take it back: relspec undo", "Or let it come to its end: relspec run"],
  });
}

/** `relspec approve`, `relspec reject`. */
export function decideOn(moving: Moving, decision: Deciding): Promise<Decision> {
  return holding(moving, { wait: true, signal: AbortSignal.timeout(patience) }, async (held) => {
    const { project, ledger } = moving;
    const open = theOpenRecord(foldRecords(await ledger.load(project.spec.name)));
    const input = await inputFor(moving, held, open.plan, {});
    const { journal, spec } = input;
    const decided = await recordDecision(decision, input);
    // A candidate that is refused is over: the next run opens the next one.
    if (decided.kind === "rejected" && spec.acceptance && isCandidate(journal.record())) {
      const reason = decided.reason ?? "";
      await journal.append(journal.keys.closed, "release.closed", { outcome: "rejected", reason });
    }
    return decided;
  });
}

/** Nothing of it is deployed, and of every step it is known how it ended. */
function isCandidate({ plan, steps }: ReleaseRecord): boolean {
  return plan.stages.every((stage) =>
    stage.steps.every(({ id }) => {
      const state = steps[id]?.state ?? "to-do";
      return stage.name === "deploy" || stage.name === "assess"
        ? state === "to-do" || state === "undone"
        : state !== "intended";
    }),
  );
}

/** What is put on record for the open release beside its run. @throws `RS_RUN_NONE`. */
export function onOpenRelease<T>(
  moving: Moving,
  work: (input: RunInput, records: readonly ReleaseRecord[]) => Promise<T>,
): Promise<T> {
  return holding(moving, { wait: true, signal: AbortSignal.timeout(patience) }, async (held) => {
    const records = foldRecords(await moving.ledger.load(moving.project.spec.name));
    return work(await inputFor(moving, held, theOpenRecord(records).plan, {}), records);
  });
}

/** `relspec render cab --deliver`: the packet of the open release is with the board from now on. */
export function deliverPacket(moving: Moving): Promise<PacketDelivery> {
  return holding(moving, { wait: true, signal: AbortSignal.timeout(patience) }, async (held) => {
    const records = foldRecords(await moving.ledger.load(moving.project.spec.name));
    const open = theOpenRecord(records);
    return recordDelivery(await inputFor(moving, held, open.plan, {}));
  });
}

/** `relspec tick`: what is due is told. */
export async function tick(moving: Moving): Promise<TickResult> {
  const scope = moving.project.spec.name;
  const nobody: TickResult = { release: null, controls: [], escalated: [], ready: [] };
  if (openRecord(foldRecords(await moving.ledger.load(scope))) === null) return nobody;
  return holding(moving, { wait: true, signal: AbortSignal.timeout(patience) }, async (held) => {
    const open = openRecord(foldRecords(await moving.ledger.load(scope)));
    return open === null ? nobody : escalate(await inputFor(moving, held, open.plan, {}));
  });
}

/** `relspec undo`. */
export function takeBack(
  moving: Moving,
  { reason, ...request }: Pick<RunRequest, "signal" | "assume"> & { readonly reason?: string },
): Promise<RunResult> {
  return holding(moving, { ...(request.signal && { signal: request.signal }) }, async (held) => {
    const open = theOpenRecord(foldRecords(await moving.ledger.load(moving.project.spec.name)));
    const settled = settleWords(request, [open.plan]);
    return undoRelease(await inputFor(moving, held, open.plan, settled), reason ?? null);
  });
}

/** `relspec unlock`: take the claim from whoever has it, say why, and give it back. Null: nobody had it. */
export async function breakLock(moving: Moving, reason: string): Promise<Holder | null> {
  const { project, ledger } = moving;
  const scope = project.spec.name;
  const holder = await ledger.holder(scope);
  if (!holder) return null;
  await holding(moving, { force: true }, async ({ epoch, lost }) => {
    const records = foldRecords(await ledger.load(scope));
    const release = (openRecord(records) ?? records.at(-1))?.id ?? scope;
    const { host, pid } = holder.owner;
    const actor = await project.actor(lost);
    const data = { host, pid, until: holder.until, reason: project.world.redact(reason) };
    const draft = { type: "lock.broken", release, at: project.world.now().toISOString(), actor, data } as const;
    await ledger.append(scope, epoch, `lock/${holder.epoch}/broken`, draft);
  });
  return holder;
}

/** Work with the claim of the line, and give it back. @throws `RS_LOCK_HELD`. */
export async function holding<T>(
  { project, ledger }: Moving,
  options: { readonly wait?: boolean; readonly signal?: AbortSignal; readonly force?: boolean },
  work: (held: Hold) => Promise<T>,
): Promise<T> {
  const held = await hold(ledger, project.spec.name, thisOwner(), { ttl: ledger.lease ?? lease, ...options });
  try {
    return await work(held);
  } finally {
    await held.yield();
  }
}

async function inputFor(
  { project, ledger, notify }: Moving,
  held: Hold,
  plan: Plan,
  request: RunInput["request"],
  again?: number,
): Promise<RunInput> {
  const { spec, world, hooks } = project;
  const scope = spec.name;
  const release = plan.release?.id ?? "";
  const known = await ledger.load(scope);
  const records = foldRecords(known);
  const before = records.find(({ id }) => id === release);
  // Opened again after it was closed, it is another attempt, whose steps begin anew.
  const attempt = again ?? (before ? before.attempt + (before.outcome === "open" ? 0 : 1) : 1);
  const actor = await project.actor(held.lost);
  const artifacts = join(world.root, ".relspec", "artifacts", release.replaceAll(/[^\w.-]/g, "_"));
  await makeFolder(artifacts);
  const journal = openJournal(
    { ledger, scope, hold: held, release, attempt, actor, now: world.now, redact: world.redact, hooks, notify },
    known,
  );
  // By whom an open release is approved was settled with its plan.
  return {
    ...project,
    spec: governedBy(spec, plan),
    plan,
    request,
    attempt,
    records,
    actor,
    journal,
    notify,
    artifacts,
    releasesOf: releasesOf(project),
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new RelspecError("RS_LEDGER_UNWRITABLE", {
      message: `${path}, where a release keeps what it makes, cannot be made: ${(error as Error).message}`,
      suggestions: [
        `Let the user who runs relspec write in ${dirname(path)}, and see that it is a folder with space left.`,
      ],
      cause: error,
    });
  }
}

async function closeSuperseded({ project, ledger }: Moving, held: Hold, { id, attempt }: ReleaseRecord): Promise<void> {
  const actor = await project.actor(held.lost);
  const at = project.world.now().toISOString();
  const data = { outcome: "superseded", reason: "A newer commit took its place." };
  await ledger.append(project.spec.name, held.epoch, eventKeys(id, attempt).closed, {
    type: "release.closed",
    release: id,
    at,
    actor,
    data,
  });
}
