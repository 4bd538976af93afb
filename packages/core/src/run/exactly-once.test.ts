import fc from "fast-check";
import { expect, test } from "vitest";
import { RelspecError } from "../errors/index.ts";
import { verifyChain } from "../ledger/verify-chain.ts";
import type { Event } from "../model/event.ts";
import { defineAction } from "../plugin/action.ts";
import { absent, present } from "../plugin/finding.ts";
import { foldRecords } from "../record/fold-records.ts";
import { act } from "../testing/act.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { memoryLedger } from "../testing/memory-ledger.ts";
import { plan, plannedGate, plannedStep, somebody } from "../testing/plan-builder.ts";
import type { RunInput } from "./run-input.ts";
import { runRelease } from "./run-release.ts";
import { undoRelease } from "./undo-release.ts";

// Whatever happens, in whatever order: what the record says is what the world shows, and each effect is there once.

/** What somebody does, or what befalls them. */
type Deed =
  | { readonly do: "run" | "undo" | "approve" }
  /** Killed at the nth write of this process: before it is kept, or after and before it is answered. */
  | { readonly do: "killed"; readonly running: "run" | "undo"; readonly at: number; readonly when: "before" | "after" }
  /** The nth effect fails: before it is there, or after, the answer being lost. */
  | { readonly do: "fault"; readonly at: number; readonly lost: boolean };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom("run", "undo", "approve") }),
  fc.record({
    do: fc.constant("killed"),
    running: fc.constantFrom("run", "undo"),
    at: fc.integer({ min: 1, max: 14 }),
    when: fc.constantFrom("before", "after"),
  }),
  fc.record({ do: fc.constant("fault"), at: fc.integer({ min: 1, max: 4 }), lost: fc.boolean() }),
) as fc.Arbitrary<Deed>;

const ids = ["build/a", "build/b", "deploy/c", "deploy/d"];

function setting() {
  const ledger = memoryLedger();
  /** What is there, and how often each was ever made while it was. */
  const there = new Set<string>();
  const twice: string[] = [];
  let approved = false;
  let fault: { at: number; lost: boolean } | null = null;
  let effects = 0;
  const thing = (): ReturnType<typeof defineAction> =>
    defineAction({
      summary: "Make a thing.",
      options: { type: "object", additionalProperties: false },
      plan: () => ({ summary: "make it", target: { id: "" } }),
      check: ({ id }: { id: string }) => (there.has(id) ? present({ id }) : absent),
      apply: ({ id }) => {
        effects += 1;
        const broken = fault?.at === effects ? fault : null;
        const failure = new RelspecError("RS_STEP_FAILED", { message: "It broke.", retryable: false });
        if (broken && !broken.lost) throw failure;
        if (there.has(id)) twice.push(id);
        there.add(id);
        if (broken) throw failure;
        return { id };
      },
      undo: ({ id }) => void there.delete(id),
    });
  const step = (id: string, needs: readonly string[] = []) =>
    plannedStep({ id, uses: "test/thing", target: { id }, needs });
  const thePlan = plan({
    stages: [
      { name: "build", steps: [step("build/a"), step("build/b", ["build/a"])] },
      {
        name: "deploy",
        gates: [plannedGate({ id: "deploy/ok", kind: "ok" })],
        steps: [step("deploy/c"), step("deploy/d")],
      },
    ],
  });
  const world = fakeWorld();
  const process = (work: (input: RunInput) => Promise<unknown>) =>
    act(
      { ledger, world, actions: { thing: thing() }, plan: thePlan, artifacts: "/tmp/relspec-kit-artifacts" },
      (input) =>
        work({
          ...input,
          catalogue: {
            ...input.catalogue,
            gate: () => ({
              summary: "",
              options: {},
              evaluate: () =>
                approved ? { verdict: "pass", missing: [] } : { verdict: "waiting", missing: ["A word."] },
            }),
          },
        }),
    ).catch((error: unknown) => {
      if (!(error instanceof RelspecError)) throw error;
    });
  const record = async () => foldRecords(await ledger.load("lib")).at(-1);
  const run = async (what: "run" | "undo") => {
    const outcome = (await record())?.outcome;
    // Nobody takes back what is not open, and planning finds nothing to do for what is released.
    if (outcome === "released" || (what === "undo" && outcome !== "open")) return;
    await process((input) => (what === "run" ? runRelease(input) : undoRelease(input, null)));
  };
  return {
    ledger,
    there,
    twice,
    record,
    run,
    async does(one: Deed) {
      effects = 0;
      let writes = 0;
      if (one.do === "approve") approved = true;
      else if (one.do === "fault") {
        fault = one;
        await run("run");
        fault = null;
      } else if (one.do === "killed") {
        let dead = false;
        ledger.fault = (when) => {
          if (when === "before") writes += 1;
          dead ||= writes === one.at && when === one.when;
          if (dead) throw new Error("killed");
        };
        await run(one.running);
        ledger.fault = () => undefined;
      } else await run(one.do);
    },
    approve: () => void (approved = true),
  };
}

test("any interleaving of runs, kills, faults, undos and approvals leaves the record true and every effect there once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 8 }), async (deeds) => {
      const { ledger, there, twice, record, run, does, approve } = setting();
      for (const each of deeds) {
        await does(each);
        const events = await ledger.load("lib");
        expect(verifyChain(events).intact).toBe(true);
        expect(foldRecords(events)).toEqual(foldRecords(structuredClone(events) as Event[]));
        // On record as done means there; a kill may leave something there that is not on record yet, never the reverse.
        const now = await record();
        const shown = [...there].sort();
        expect(shown).toEqual(now?.outcome === "released" ? ids : now?.outcome === "undone" ? [] : shown);
        expect(twice).toEqual([]);
      }
      // Left alone from here, it comes to its end.
      approve();
      const undoing = (await ledger.load("lib")).findLast(({ type }) => /^(?:release\.|step\.undo)/.test(type));
      if (undoing?.type.startsWith("step.undo")) await run("undo");
      await run("run");
      const end = await record();
      const steps = Object.entries(end?.steps ?? {}).filter(([, { state }]) => state === "done");
      expect(end?.outcome).toBe("released");
      expect(steps.map(([id]) => id).sort()).toEqual([...there].sort());
      expect([...there].sort()).toEqual(ids);
      expect(twice).toEqual([]);
      expect(end?.openedBy).toEqual(somebody);
    }),
    { numRuns: 150 },
  );
});
