import { expect, test } from "vitest";
import { RelspecError } from "../errors/index.ts";
import type { EventType } from "../model/event.ts";
import { type Action, defineAction } from "../plugin/action.ts";
import { absent, conflict, type Finding, present, unknown } from "../plugin/finding.ts";
import { act } from "../testing/act.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { type MemoryLedger, memoryLedger } from "../testing/memory-ledger.ts";
import { plan, plannedStep } from "../testing/plan-builder.ts";
import { effectStep } from "./effect-step.ts";
import type { RunInput } from "./run-input.ts";

const artifacts = "/tmp/relspec-kit-artifacts";
const step = (given: object = {}) => plannedStep({ id: "deploy/test/step", uses: "test/step", ...given });

function action(given: Partial<Action>): Action {
  return {
    ...defineAction({
      summary: "Do it.",
      options: { type: "object", additionalProperties: false },
      plan: () => ({ summary: "do it", target: {} }),
      apply: () => null,
    }),
    ...given,
  };
}

interface Given {
  readonly apply?: Action["apply"];
  readonly check?: () => Finding;
  readonly step?: object;
  readonly request?: RunInput["request"];
  readonly ledger?: MemoryLedger;
}

/** One process carries the step out; its error if it has one, and the events there are then. */
async function once({ apply = () => "made", check, step: more = {}, request, ledger = memoryLedger() }: Given) {
  const planned = step(more);
  const error = await act(
    {
      ledger,
      world: fakeWorld(),
      artifacts,
      actions: { step: action({ apply, ...(check && { check }) }) },
      plan: plan({ stages: [{ name: "deploy", steps: [planned] }] }),
      results: {},
      ...(request && { request }),
    },
    (input) => effectStep(planned, input),
  ).then(
    () => null,
    (thrown: unknown) => thrown as RelspecError,
  );
  const events = (await ledger.load("lib")).slice(1);
  return { error, types: events.map(({ type }) => type), data: events.map(({ data }) => data) };
}
const types = (...list: EventType[]) => list;
const failing = (how: object = {}) => new RelspecError("RS_STEP_FAILED", { message: "It broke.", ...how });

test("what is absent is made and recorded, with what it made", async () => {
  expect(await once({ check: () => absent })).toMatchObject({
    error: null,
    types: types("step.done"),
    data: [{ result: "made", adopted: false }],
  });
});

test("what is there already is adopted and never made", async () => {
  const apply = () => expect.unreachable();
  expect(await once({ apply, check: () => present({ at: 1 }) })).toMatchObject({
    error: null,
    data: [{ result: { at: 1 }, adopted: true }],
  });
});

test("something else in its place stops it before anything is tried", async () => {
  const apply = () => expect.unreachable();
  const { error, types: said } = await once({ apply, check: () => conflict("v1 is elsewhere.", ["git tag"]) });
  expect(error).toMatchObject({ code: "RS_PLAN_CONFLICT", suggestions: ["git tag"] });
  expect(said).toEqual([]);
});

test("a failure that may pass is tried again as often as said, looking in between", async () => {
  let tries = 0;
  const apply = () => {
    if ((tries += 1) < 3) throw failing({ retryable: true });
    return tries;
  };
  const outcome = await once({ apply, check: () => absent, step: { retry: { attempts: 3, delay: 1 } } });
  expect(outcome).toMatchObject({ error: null, types: types("step.failed", "step.failed", "step.done") });
  tries = 0;
  expect(await once({ apply, check: () => absent, step: { retry: { attempts: 2, delay: 1 } } })).toMatchObject({
    error: { code: "RS_STEP_FAILED" },
    types: types("step.failed", "step.failed"),
  });
});

test("a failure that will not pass is not tried again", async () => {
  let tries = 0;
  const apply = () => {
    tries += 1;
    throw failing();
  };
  await once({ apply, check: () => absent, step: { retry: { attempts: 5, delay: 1 } } });
  expect(tries).toBe(1);
});

test("an answer that was lost is found, and adopted instead of tried again", async () => {
  let made = 0;
  const apply = () => {
    made += 1;
    throw failing({ retryable: true });
  };
  const outcome = await once({
    apply,
    check: () => (made > 0 ? present("found") : absent),
    step: { retry: { attempts: 3, delay: 1 } },
  });
  expect(outcome).toMatchObject({ error: null, data: [{ result: "found", adopted: true }] });
  expect(made).toBe(1);
});

test("what is asked for by the other side is waited for", async () => {
  let tries = 0;
  const said: string[] = [];
  const planned = step({ retry: { attempts: 2, delay: 1 } });
  // Timers that are due end in their order, however busy the machine is.
  let sooner = true;
  const apply = () => {
    tries += 1;
    if (tries === 1) {
      setTimeout(() => (sooner = false), 20);
      throw failing({ retryable: true, retryAfter: 30 });
    }
    if (sooner) throw failing();
    return null;
  };
  await act(
    {
      ledger: memoryLedger(),
      world: fakeWorld(),
      artifacts,
      actions: { step: action({ apply, check: () => absent }) },
      plan: plan({ stages: [{ name: "deploy", steps: [planned] }] }),
      results: {},
      notify: (notice) => void (notice.kind === "step" && notice.phase === "retrying" && said.push("retrying")),
    },
    (input) => effectStep(planned, input),
  );
  expect(said).toEqual(["retrying"]);
  expect(tries).toBe(2);
});

test("an effect that does not end is ended, and recorded as late", async () => {
  const apply: Action["apply"] = (_target, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
  expect(await once({ apply, check: () => absent, step: { timeout: 10 } })).toMatchObject({
    error: { code: "RS_STEP_TIMEOUT" },
    types: types("step.failed"),
    data: [{ code: "RS_STEP_TIMEOUT" }],
  });
});

test("what a plugin throws that is no error of ours is its crash", async () => {
  const apply = () => {
    throw new TypeError("x is not a function");
  };
  const { error } = await once({ apply, check: () => absent });
  expect(error).toMatchObject({ code: "RS_PLUGIN_CRASHED", message: expect.stringContaining("x is not a function") });
});

test("of class C, an intent is on record first", async () => {
  const ledger = memoryLedger();
  const apply = async () => (await ledger.load("lib")).at(-1)?.type ?? "";
  expect(await once({ ledger, apply, step: { effect: "C" } })).toMatchObject({
    types: types("step.intent", "step.done"),
    data: [{ try: 1 }, { result: "step.intent" }],
  });
});

/** The state after a process was killed between an effect of class C and its record. */
async function killed(): Promise<MemoryLedger> {
  const ledger = memoryLedger();
  ledger.fault = (when, key) => {
    if (when === "before" && key.endsWith("/done")) throw new Error("killed");
  };
  await once({ ledger, step: { effect: "C" } });
  ledger.fault = () => undefined;
  return ledger;
}

test("of class C, an intent without an end is left to a person, and not repeated", async () => {
  const apply = () => expect.unreachable();
  const { error, types: said } = await once({ ledger: await killed(), apply, step: { effect: "C" } });
  expect(error).toMatchObject({
    code: "RS_STEP_UNKNOWN",
    suggestions: [expect.stringContaining("--assume done="), expect.stringContaining("--assume not-done=")],
  });
  expect(said).toEqual(types("step.intent"));
});

test("a person who says that it took place has it adopted", async () => {
  const request = { assume: [{ step: "deploy/test/step", done: true }] };
  const apply = () => expect.unreachable();
  expect(await once({ ledger: await killed(), apply, request, step: { effect: "C" } })).toMatchObject({
    error: null,
    types: types("step.intent", "step.assumed", "step.done"),
  });
});

test("a person who says that it did not has it made, once", async () => {
  const request = { assume: [{ step: "deploy/test/step", done: false }] };
  let made = 0;
  const apply = () => (made += 1);
  expect(await once({ ledger: await killed(), apply, request, step: { effect: "C" } })).toMatchObject({
    error: null,
    types: types("step.intent", "step.assumed", "step.intent", "step.done"),
  });
  expect(made).toBe(1);
});

test("of class C, a try that was cut off is unknown and not tried again, though it could be", async () => {
  let tries = 0;
  const apply = () => {
    tries += 1;
    throw new RelspecError("RS_STEP_TIMEOUT", { message: "Too late.", retryable: true });
  };
  const outcome = await once({ apply, step: { effect: "C", retry: { attempts: 3, delay: 1 } } });
  expect(outcome).toMatchObject({ error: { code: "RS_STEP_UNKNOWN" }, types: types("step.intent", "step.failed") });
  expect(tries).toBe(1);
});

test("where check cannot tell, a class that refuses a second effect is tried", async () => {
  expect(await once({ check: () => unknown("the registry is down") })).toMatchObject({ types: types("step.done") });
});

test("a ledger that cannot be written halts: nothing is tried, and nothing more is written", async () => {
  const ledger = memoryLedger();
  ledger.fault = (_when, key) => {
    if (key.includes("/step/")) throw new Error("no space left on device");
  };
  let made = 0;
  const apply = () => (made += 1);
  const { error, types: said } = await once({ ledger, apply, step: { effect: "C", retry: { attempts: 3, delay: 1 } } });
  expect(error).toMatchObject({ code: "RS_LEDGER_UNWRITABLE" });
  expect([made, said]).toEqual([0, []]);
});
