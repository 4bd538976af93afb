import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isRelspecError } from "../errors/index.ts";
import type { Event } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { PlannedStep } from "../model/plan.ts";
import { effectStep } from "../run/effect-step.ts";
import { undoRelease } from "../run/undo-release.ts";
import { writeContext } from "../world/contexts.ts";
import { act, planOf } from "./act.ts";
import { type ActionStage, checkStage, planStage, stepId } from "./action-stage.ts";
import { hostileOptions } from "./hostile-options.ts";
import { type MemoryLedger, memoryLedger } from "./memory-ledger.ts";
import { mortalWorld } from "./mortal-world.ts";
import { somebody } from "./plan-builder.ts";
import { schemaFaults } from "./schema-faults.ts";
import type { Runner } from "./runner.ts";

export interface ActionSuite {
  /** A counterpart with nothing done, anew for each test. A server may be shared; then let names differ. */
  readonly start: () => Promise<ActionStage>;
  /**
   * `check` answers `absent` also when the effect is there, because bringing it about again changes nothing (packing, building).
   * The suite then shows that it does change nothing. Default false.
   */
  readonly repeatable?: boolean;
  /** Options whose hostile values are only planned, not applied: what a program is to be, for example. */
  readonly planOnly?: readonly string[];
}

/**
 * Conformance of one action: what the engine relies on so that a release can be killed anywhere and every effect is there once.
 * The effect is counted at its counterpart; a fake that counts is as good as the author's trust in it.
 */
export function describeAction({ describe, it }: Runner, name: string, suite: ActionSuite): void {
  const { repeatable = false } = suite;
  const test = (sentence: string, work: (stage: ActionStage) => Promise<void>) =>
    it(sentence, async () => {
      const stage = await suite.start();
      try {
        await work(stage);
      } finally {
        await stage.close();
      }
    });

  describe(`the action ${name}`, () => {
    test("describes every option, and takes no other", async ({ action }) => {
      assert.notEqual(action.summary.trim(), "");
      assert.deepEqual(schemaFaults(action.options), []);
    });

    test("plans the same at any time, and changes nothing by it", async (stage) => {
      const first = await planStage(stage);
      const later = { ...stage.world, now: () => new Date("2087-06-05T04:03:02Z") };
      const second = await planStage(stage, { world: later });
      assert.deepEqual(second, first);
      assert.equal(await stage.count(), 0);
      assert.notEqual(first.summary.trim(), "");
      assert.ok(!/[\r\n\u001b]/.test(first.summary), "the summary is one plain line");
    });

    test("aims at plain JSON, without paths of this machine and without secrets", async (stage) => {
      const { target } = await planStage(stage);
      assert.deepEqual(JSON.parse(JSON.stringify(target)), target);
      refusePrivate(target, stage);
    });

    test("finds nothing before it is applied, and finds it after", async (stage) => {
      const step = await planStage(stage);
      const before = await checkStage(stage, step.target);
      if (before) assert.equal(before.state, "absent");
      const events = await apply(stage, step);
      assert.equal(await stage.count(), 1);
      const done = doneIn(events);
      assert.equal(done?.data["adopted"], false);
      refusePrivate(done?.data["result"] ?? null, stage, true);
      const after = await checkStage(stage, step.target);
      if (!after) return;
      assert.equal(after.state, repeatable ? "absent" : "present");
      if (after.state === "present") assert.deepEqual(JSON.parse(JSON.stringify(after.result)), after.result);
    });

    test("is there once, however often it is run", async (stage) => {
      const step = await planStage(stage);
      await apply(stage, step);
      if (step.effect === "C" && !stage.action.check) return assert.equal(await stage.count(), 1);
      // With a record it is not even asked; without one it is found, or made again to no effect.
      const again = await apply(stage, step);
      assert.equal(doneIn(again)?.data["adopted"], !repeatable);
      assert.equal(await stage.count(), 1);
    });

    test("is there once when it was killed between the effect and its record", async (stage) => {
      const step = await planStage(stage);
      const ledger = memoryLedger();
      ledger.fault = (when, key) => {
        if (when === "before" && key.endsWith("/done") && key.includes(stepId)) throw new Error("killed");
      };
      await assert.rejects(apply(stage, step, ledger));
      assert.equal(await stage.count(), 1);
      await goOn(stage, step, ledger, !repeatable);
      assert.equal(await stage.count(), 1);
    });

    it("is there once, wherever in the middle it was killed", async () => {
      for (let last = 0; ; last++) {
        const stage = await suite.start();
        try {
          const step = await planStage(stage);
          const world = mortalWorld(stage.world, { last });
          const ledger = memoryLedger();
          ledger.fault = () => {
            if (world.dead()) throw new Error("killed");
          };
          const killed = await apply({ ...stage, world }, step, ledger, () => world.begin()).then(
            () => false,
            () => world.dead(),
          );
          if (!killed) {
            assert.equal(await stage.count(), 1);
            return;
          }
          await goOn(stage, step, ledger);
        } finally {
          await stage.close();
        }
      }
    });

    it("ends when it is told to stop in the middle, and can be gone on with", async () => {
      for (let at = 1; ; at++) {
        const stage = await suite.start();
        try {
          const step = await planStage(stage);
          const stop = new AbortController();
          const world = mortalWorld(stage.world, {
            onCall: (n) => (n === at ? stop.abort(new Error("stop")) : undefined),
          });
          world.begin();
          const applied = applyBare({ ...stage, world }, step, stop.signal);
          if (!stage.hang) await applied.catch(() => undefined);
          else await stopsWhenHanging(stage, step, applied);
          if (world.count() < at) return;
          if (step.effect !== "C") {
            await goOn(stage, step, memoryLedger());
            assert.equal(await stage.count(), 1);
          } else assert.ok((await stage.count()) <= 1);
        } finally {
          await stage.close();
        }
      }
    });

    test("can be taken back, also when it is back already, or says why not", async (stage) => {
      const step = await planStage(stage);
      const ledger = memoryLedger();
      await apply(stage, step, ledger);
      if (step.irreversible !== undefined) {
        assert.notEqual(step.irreversible.trim(), "");
        return;
      }
      // Killed after it was taken back and before that was on record: the next one does it again.
      ledger.fault = (when, key) => {
        if (when === "before" && key.endsWith("/undone")) throw new Error("killed");
      };
      await assert.rejects(takeBack(stage, step, ledger));
      assert.equal(await stage.count(), 0);
      ledger.fault = () => undefined;
      const events = await takeBack(stage, step, ledger);
      assert.ok(events.some(({ type }) => type === "step.undone"));
      assert.equal(await stage.count(), 0);
      const after = await checkStage(stage, step.target);
      if (after) assert.equal(after.state, "absent");
    });

    test("takes what stands in its place for a conflict, and leaves it alone", async (stage) => {
      if (!stage.interfere) return;
      const step = await planStage(stage);
      await stage.interfere(step.target);
      const found = await checkStage(stage, step.target);
      assert.equal(found?.state, "conflict");
      if (found?.state === "conflict") assert.notEqual(found.reason.trim(), "");
      await assert.rejects(apply(stage, step), { code: "RS_PLAN_CONFLICT" });
      // Found too late, by applying itself, it is one as well.
      await assert.rejects(applyBare(stage, step), { code: "RS_PLAN_CONFLICT" });
    });

    it("takes hostile text for text: it is refused in words, or handed on as it is", async () => {
      const sample = await suite.start();
      const variants = hostileOptions(sample.with);
      await sample.close();
      for (const { at, text, options } of variants) {
        const stage = await suite.start();
        try {
          const step = await refusedInWords(planStage(stage, { with: options }), `planning with \`${at}\` ${text}`);
          if (!step) continue;
          assert.deepEqual(JSON.parse(JSON.stringify(step.target)), step.target);
          assert.ok(!/[\r\n\u001b]/.test(step.summary), `the summary with \`${at}\` ${text} is one plain line`);
          if (suite.planOnly?.some((each) => at === each || at.startsWith(`${each}.`))) continue;
          await refusedInWords(applyBare(stage, step), `applying with \`${at}\` ${text}`);
          assert.equal(await stage.world.files.exists("pwned"), false, `\`${at}\` was executed`);
          assert.equal(({} as Record<string, unknown>)["pwned"], undefined);
          for (const line of stage.lines?.() ?? []) assert.ok(!line.includes("\u001b"), "a line with an escape");
        } finally {
          await stage.close();
        }
      }
    });
  });
}

/** What is on record of the step itself; those it needs are done as well. */
function doneIn(events: readonly Event[]): Event | undefined {
  return events.find(({ type, data }) => type === "step.done" && data["step"] === stepId);
}

/** Carry the step out as the engine does. Events of the release, also of those before. */
async function apply(
  stage: ActionStage,
  step: PlannedStep,
  ledger: MemoryLedger = memoryLedger(),
  onApply?: () => void,
): Promise<readonly Event[]> {
  const results = stage.results ?? {};
  await act(
    {
      ledger,
      world: stage.world,
      actions: { step: stage.action },
      plan: planOf(step, results),
      artifacts: stage.artifacts,
      results,
      notify: (notice) => {
        if (notice.kind === "step" && notice.phase === "applying") onApply?.();
      },
    },
    (input) => effectStep(step, input),
  );
  return ledger.load("lib");
}

/** The next process goes on: what can be told is done once; what cannot is left to a person, and not done again. */
async function goOn(stage: ActionStage, step: PlannedStep, ledger: MemoryLedger, adopted?: boolean): Promise<void> {
  const before = await stage.count();
  ledger.fault = () => undefined;
  if (step.effect === "C") {
    const events = await apply(stage, step, ledger).catch((error: unknown) => {
      assert.ok(isRelspecError(error) && error.code === "RS_STEP_UNKNOWN", String(error));
      return null;
    });
    if (events === null) assert.equal(await stage.count(), before);
    else assert.equal(await stage.count(), 1);
    return;
  }
  const events = await apply(stage, step, ledger);
  const done = events.filter(({ type, data }) => type === "step.done" && data["step"] === stepId);
  assert.equal(done.length, 1);
  if (adopted !== undefined) assert.equal(done[0]?.data["adopted"], adopted);
  assert.equal(await stage.count(), 1);
}

async function takeBack(stage: ActionStage, step: PlannedStep, ledger: MemoryLedger): Promise<readonly Event[]> {
  const { world, artifacts, action, results = {} } = stage;
  const plan = planOf(step, results);
  // Only the step itself: what it needed is not there to be undone.
  const only = { ...plan, stages: plan.stages.map((each) => ({ ...each, steps: [step] })) };
  await act({ ledger, world, actions: { step: action }, plan: only, artifacts }, async (input) => {
    const record = input.journal.record;
    const journal = { ...input.journal, record: () => ({ ...record(), plan: only }) };
    const { outcome, error } = await undoRelease({ ...input, journal }, null);
    if (outcome !== "undone") throw error ?? new Error(outcome);
  });
  return ledger.load("lib");
}

/** Without the engine around it. */
async function applyBare(
  { action, world, results = {}, artifacts }: ActionStage,
  { target }: PlannedStep,
  signal: AbortSignal = new AbortController().signal,
): Promise<Json> {
  return action.apply(
    target,
    writeContext(world, {
      step: stepId,
      results,
      signal,
      key: `lib-1.1.0-00000000#1/step/${stepId}`,
      release: { id: "lib-1.1.0-00000000", name: "lib", version: "1.1.0", commit: "" },
      actor: somebody,
      artifacts,
    }),
  );
}

/** Milliseconds that the engine gives code which was told to stop. */
const grace = 5_000;

async function stopsWhenHanging(stage: ActionStage, step: PlannedStep, before: Promise<Json>): Promise<void> {
  await before.catch(() => undefined);
  stage.hang?.();
  const stop = new AbortController();
  const hanging = applyBare(stage, step, stop.signal).then(
    () => "done" as const,
    () => "ended" as const,
  );
  setTimeout(() => stop.abort(new Error("stop")), 50);
  const overdue = sleep(grace, "overdue" as const, { ref: false });
  assert.notEqual(await Promise.race([hanging, overdue]), "overdue", "it did not end after it was told to");
}

function refusePrivate(value: Json, { world, artifacts, secrets = {} }: ActionStage, result = false): void {
  const text = JSON.stringify(value);
  for (const [name, secret] of Object.entries(secrets))
    assert.ok(!text.includes(secret), `it holds the secret ${name}`);
  if (result) return;
  for (const path of [world.root, artifacts]) assert.ok(!text.includes(path), `it holds ${path}`);
}

/** What came of it; null when it was refused with a code and a message. Anything else is a crash. */
async function refusedInWords<T>(work: Promise<T>, what: string): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isRelspecError(error) && error.code !== "RS_PLUGIN_CRASHED") return null;
    throw new Error(`${what} crashed: ${error instanceof Error ? error.stack : String(error)}`, { cause: error });
  }
}
