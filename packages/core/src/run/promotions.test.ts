import fc from "fast-check";
import { expect, test } from "vitest";
import { RelspecError } from "../errors/index.ts";
import type { Event } from "../model/event.ts";
import type { EnvironmentSpec } from "../model/spec.ts";
import { placeEnvironments } from "../plan/place-environments.ts";
import { idOfStage } from "../plan/place-steps.ts";
import { defineAction } from "../plugin/action.ts";
import { absent, present, unseen } from "../plugin/finding.ts";
import { foldRecords } from "../record/fold-records.ts";
import { act } from "../testing/act.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { memoryLedger } from "../testing/memory-ledger.ts";
import { plan, plannedGate, plannedStep } from "../testing/plan-builder.ts";
import { letGoToPromote } from "./let-go-to-promote.ts";
import type { RunInput } from "./run-input.ts";
import { runRelease } from "./run-release.ts";

// Whatever is promoted, in whatever order, and wherever a run is killed: what is in an environment was verified, as the very same
// build, in every environment that it requires; and what went back by itself stays back until a person lets it go.

type Health = "well" | "ill" | "unsure";
type Deed =
  | { readonly do: "run" }
  | { readonly do: "promote"; readonly to: number; readonly reason: boolean }
  | { readonly do: "health"; readonly of: number; readonly is: Health }
  | { readonly do: "killed"; readonly at: number; readonly when: "before" | "after" };

const anyHealth = fc.constantFrom<Health>("well", "ill", "unsure");

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: "run" }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("promote"), to: fc.constantFrom(0, 1, 2, 2), reason: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("health"), of: fc.nat(2), is: anyHealth }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("killed"),
      at: fc.integer({ min: 1, max: 16 }),
      when: fc.constantFrom("before", "after"),
    }),
  },
) as fc.Arbitrary<Deed>;

interface Shape {
  readonly requires: readonly [boolean, boolean, boolean];
  readonly ringed: boolean;
  readonly rollback: readonly [boolean, boolean, boolean];
  readonly undoable: boolean;
  /** How the environments are to begin with. */
  readonly health: readonly [Health, Health, Health];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  requires: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  ringed: fc.boolean(),
  rollback: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  undoable: fc.boolean(),
  health: fc.tuple(anyHealth, anyHealth, anyHealth),
});

const names = ["test", "staging", "production"] as const;

function environmentsOf({ requires: [first, second, third], ringed, rollback }: Shape): readonly EnvironmentSpec[] {
  const required = [[], first ? ["test"] : [], [...(second ? ["test"] : []), ...(third ? ["staging"] : [])]];
  return names.map((name, at) => ({
    name,
    requires: required[at] ?? [],
    gates: [],
    steps: [],
    rings: ringed && name === "production" ? ["10", "100"] : [],
    soak: 0,
    verify: [],
    onFailure: rollback[at] ? "rollback" : "stop",
  }));
}

function setting(given: Shape) {
  const ledger = memoryLedger();
  const environments = environmentsOf(given);
  const active = new Map<string, string>();
  const health = new Map<string, Health>(names.map((name, at) => [name, given.health[at] ?? "well"]));
  const wrong: string[] = [];
  const failure = (code: "RS_STEP_VERIFICATION" | "RS_GATE_INCONCLUSIVE") =>
    new RelspecError(code, { message: "It answers 500.", retryable: false });

  const isVerified = async (name: string): Promise<boolean> => {
    const stages = foldRecords(await ledger.load("lib"))
      .at(-1)
      ?.stages.filter(({ environment }) => environment === name);
    return (stages ?? []).length > 0 && (stages ?? []).every(({ state }) => state === "done");
  };
  const actions = {
    pack: defineAction({
      summary: "Build.",
      options: { type: "object", additionalProperties: false },
      plan: () => ({ summary: "build", target: {} }),
      check: () => absent,
      apply: () => ({ digest: `sha256:${"a".repeat(64)}` }),
      undo: () => null,
    }),
    ship: defineAction({
      summary: "Deploy.",
      options: { type: "object", additionalProperties: false },
      plan: () => ({ summary: "deploy", target: { place: "", version: "" } }),
      check: ({ place, version }: { place: string; version: string }) =>
        active.get(place) === version ? present() : absent,
      apply: async ({ place, version }) => {
        const environment = environments.find(({ name }) => place.split("/")[1] === name);
        if (version === "new")
          for (const required of environment?.requires ?? [])
            if (!(await isVerified(required))) wrong.push(`${place} before ${required} was verified`);
        active.set(place, version);
        return null;
      },
      undo: ({ place }) => void active.set(place, "old"),
    }),
    look: defineAction({
      summary: "Verify.",
      options: { type: "object", additionalProperties: false },
      plan: () => ({ summary: "verify", target: { place: "" } }),
      check: () => unseen,
      apply: ({ place }: { place: string }) => {
        const found = health.get(place.split("/")[1] ?? "") ?? "well";
        if (found === "ill") throw failure("RS_STEP_VERIFICATION");
        if (found === "unsure") throw failure("RS_GATE_INCONCLUSIVE");
        return null;
      },
      undo: () => null,
    }),
  };
  const parts = placeEnvironments({ environments }).map((part) => {
    const { environment = "", ring, onFailure, gates } = part;
    const id = idOfStage({ name: "deploy", environment, ...(ring !== undefined && { ring }) });
    active.set(id, "old");
    const ship = plannedStep({
      id: `${id}/ship`,
      uses: "test/ship",
      target: { place: id, version: "new" },
      ...(!given.undoable && { irreversible: "It cannot be undone." }),
    });
    const look = plannedStep({ id: `${id}/look`, uses: "test/look", target: { place: id }, needs: [ship.id] });
    const back = plannedStep({ id: `${id}/back/ship`, uses: "test/ship", target: { place: id, version: "old" } });
    return {
      name: "deploy" as const,
      environment,
      ...(ring !== undefined && { ring }),
      gates: gates.map((gate) => plannedGate({ id: `${id}/${gate.id}`, kind: gate.kind, options: gate.options })),
      steps: [ship, look],
      verify: [look.id],
      ...(onFailure === "rollback" && {
        onFailure: "rollback" as const,
        back: given.undoable ? [] : [{ for: ship.id, step: back }],
      }),
    };
  });
  const build = { name: "build" as const, steps: [plannedStep({ id: "build/pack", uses: "test/pack" })] };
  const thePlan = plan({ stages: [build, ...parts] });
  const world = fakeWorld();
  const record = async () => foldRecords(await ledger.load("lib")).at(-1);
  const run = async (request: RunInput["request"] = {}): Promise<void> => {
    if ((await record())?.outcome === "released") return;
    if (request.promote !== undefined && (await record()) === undefined) return;
    await act(
      { ledger, world, actions, plan: thePlan, artifacts: "/tmp/relspec-kit-artifacts", request },
      async (input) => {
        if (request.promote !== undefined) await letGoToPromote(input);
        return runRelease(input);
      },
    ).catch((error: unknown) => {
      if (!(error instanceof RelspecError)) throw error;
    });
  };
  return {
    ledger,
    environments,
    active,
    health,
    wrong,
    record,
    run,
    async does(one: Deed): Promise<void> {
      if (one.do === "run") await run();
      else if (one.do === "promote")
        await run({ promote: names[one.to] ?? "", ...(one.reason && { reason: "It was the network" }) });
      else if (one.do === "health") health.set(names[one.of] ?? "", one.is);
      else {
        let writes = 0;
        let dead = false;
        ledger.fault = (when) => {
          if (when === "before") writes += 1;
          dead ||= writes === one.at && when === one.when;
          if (dead) throw new Error("killed");
        };
        await run();
        ledger.fault = () => undefined;
      }
    },
  };
}

/** Each deployment that is on record as verified, with what it rests on. */
function unfounded(events: readonly Event[], environments: readonly EnvironmentSpec[]): readonly string[] {
  const verified = new Map<string, unknown>();
  const found: string[] = [];
  for (const { type, data } of events) {
    const name = String(data["environment"]);
    if (type === "environment.failed" || type === "environment.released") verified.delete(name);
    if (type !== "stage.done" || data["environment"] === undefined) continue;
    for (const required of environments.find((each) => each.name === name)?.requires ?? [])
      if (verified.get(required) !== data["digest"]) found.push(`${name} rests on ${required}`);
    verified.set(name, data["digest"]);
  }
  return found;
}

test("a build in a later environment was verified in all that it requires, and what went back stays back", async () => {
  await fc.assert(
    fc.asyncProperty(shape, fc.array(deed, { minLength: 3, maxLength: 10 }), async (given, deeds) => {
      const { ledger, environments, active, health, wrong, record, run, does } = setting(given);
      for (const each of deeds) {
        await does(each);
        expect(wrong).toEqual([]);
        expect(unfounded(await ledger.load("lib"), environments)).toEqual([]);
        const held = ((await record())?.held ?? []).filter((one) => one.state === "held");
        const places = [...active].filter(([place]) => held.some((one) => one.environment === place.split("/")[1]));
        expect(places.filter(([, version]) => version !== "old")).toEqual([]);
      }
      // Once all is well and every hold is let go, it comes to its end.
      for (const name of names) health.set(name, "well");
      await run();
      for (let round = 0; round < 4; round++)
        for (const { environment } of (await record())?.held ?? [])
          await run({ promote: environment, reason: "All is well" });
      await run();
      expect((await record())?.outcome).toBe("released");
      expect([...new Set(active.values())]).toEqual(["new"]);
    }),
    { numRuns: 60 },
  );
});
