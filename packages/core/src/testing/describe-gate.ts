import assert from "node:assert/strict";
import { evaluateGate } from "../gate/evaluate-gate.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Verdict } from "../model/plan.ts";
import { createHooks } from "../plugin/create-hooks.ts";
import type { GateAnswer, GateContext, GateKind } from "../plugin/gate.ts";
import { compileSchema } from "../schema/compile-schema.ts";
import type { World } from "../world/world.ts";
import { fakeWorld } from "./fake-world.ts";
import { gateContext } from "./gate-context.ts";
import { plannedGate } from "./plan-builder.ts";
import type { Runner } from "./runner.ts";
import { schemaFaults } from "./schema-faults.ts";

interface GateCase {
  /** As a spec has them under the gate's key; a plain value where the kind has a shorthand. */
  readonly options: Json;
  readonly world: World;
  readonly context?: Partial<GateContext>;
  readonly verdict: Verdict;
  /** Words that what is missing must hold. */
  readonly says?: string;
}

export interface GateSuite {
  readonly gate: GateKind;
  /** Options that must be refused, by a sentence that says what is wrong. */
  readonly bad: Readonly<Record<string, Json>>;
  /** By a sentence. At least one must pass, and one must not. */
  readonly cases: Readonly<Record<string, () => GateCase | Promise<GateCase>>>;
}

/**
 * Conformance of a kind of gate: it takes no options it does not know, and it passes on evidence only. Every case's options are
 * also evaluated in worlds where there is nothing to be read, and where everything fails: none of them may pass.
 */
export function describeGate({ describe, it }: Runner, name: string, { gate, bad, cases }: GateSuite): void {
  describe(`the gate ${name}`, () => {
    it("describes every option, and takes no other", async () => {
      assert.notEqual(gate.summary.trim(), "");
      assert.deepEqual(schemaFaults(gate.options), []);
    });

    for (const [sentence, options] of Object.entries(bad)) {
      it(`refuses options where ${sentence}`, async () => {
        const { findings } = await read(gate, options);
        assert.notEqual(findings.length, 0);
      });
    }

    const verdicts: Verdict[] = [];
    for (const [sentence, make] of Object.entries(cases)) {
      it(sentence, async () => {
        const { options, world, context, verdict, says = "" } = await make();
        verdicts.push(verdict);
        const answer = await ask(gate, options, gateContext(world, context));
        assert.equal(answer.verdict, verdict, answer.missing.join(" "));
        // What opens misses nothing, and what does not says what it misses.
        assert.equal(answer.missing.length === 0, verdict === "pass");
        assert.ok(answer.missing.join(" ").includes(says), answer.missing.join(" "));
        const { evidence = null } = answer;
        assert.deepEqual(JSON.parse(JSON.stringify(evidence)), evidence);
        if (verdict === "pass") assert.notEqual(evidence, null, "it rests on nothing that is recorded");
        assert.deepEqual(await ask(gate, options, gateContext(world, context)), answer);
      });
    }

    it("never passes where there is nothing to be read, and never where reading fails", async () => {
      for (const [sentence, make] of Object.entries(cases)) {
        const { options } = await make();
        for (const world of [fakeWorld(), brokenWorld()]) {
          const answer = await ask(gate, options, gateContext(world));
          assert.notEqual(answer.verdict, "pass", sentence);
          assert.notEqual(answer.missing.length, 0, sentence);
        }
      }
    });

    it("was seen to open and to stay closed", async () => {
      assert.ok(verdicts.includes("pass"), "no case passes");
      assert.ok(
        verdicts.some((verdict) => verdict !== "pass"),
        "no case stays closed",
      );
    });
  });
}

async function read(gate: GateKind, options: Json): ReturnType<typeof validated> {
  const isPlain = typeof options !== "object" || options === null || Array.isArray(options);
  return validated(gate, gate.shorthand !== undefined && isPlain ? { [gate.shorthand]: options } : options);
}

async function validated(gate: GateKind, options: Json) {
  return (await compileSchema(gate.options))(options);
}

/** As the engine asks. */
async function ask(gate: GateKind, options: Json, context: GateContext): Promise<GateAnswer> {
  const { value, findings } = await read(gate, options);
  assert.deepEqual(findings, []);
  const planned = plannedGate({ id: context.gate, options: value as JsonObject });
  return evaluateGate(
    planned,
    gate,
    context,
    createHooks([], () => undefined),
  );
}

function brokenWorld(): World {
  const world = fakeWorld();
  const fail = async (): Promise<never> => {
    throw new Error("It cannot be read.");
  };
  return {
    ...world,
    run: fail,
    send: fail,
    files: { ...world.files, read: fail, readBytes: fail, stream: fail, exists: fail, glob: fail },
  };
}
