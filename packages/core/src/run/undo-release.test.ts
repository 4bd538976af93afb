import { expect, test } from "vitest";
import type { RelspecError } from "../errors/index.ts";
import { defineAction } from "../plugin/action.ts";
import { absent, type Finding, present, unknown } from "../plugin/finding.ts";
import { act } from "../testing/act.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { memoryLedger } from "../testing/memory-ledger.ts";
import { plan, plannedStep } from "../testing/plan-builder.ts";
import type { RunInput } from "./run-input.ts";
import { runRelease } from "./run-release.ts";
import { undoRelease } from "./undo-release.ts";

const artifacts = "/tmp/relspec-kit-artifacts";
const ids = ["deploy/test/first", "deploy/test/second", "deploy/test/third"] as const;
const whole = plan({
  stages: [
    {
      name: "deploy",
      steps: ids.map((id, at) =>
        plannedStep({ id, uses: `test/${id.split("/")[2]}`, effect: "C", needs: at === 0 ? [] : [ids[at - 1] ?? ""] }),
      ),
    },
  ],
});

/** A release of three steps whose last was killed within its effect, and what takes it back. */
async function killed({
  finding,
  effects = {},
}: {
  finding: () => Finding;
  effects?: Readonly<Record<string, object>>;
}) {
  const ledger = memoryLedger();
  const undone: unknown[] = [];
  const action = (name: string) => ({
    ...defineAction({
      summary: "Do it.",
      options: { type: "object", additionalProperties: false },
      plan: () => ({ summary: "do it", target: {} }),
      apply: () => ({ made: name }),
      undo: (_, result) => void undone.push([name, result]),
    }),
    check: () => (name === "third" ? finding() : absent),
    ...effects[name],
  });
  const one = <T>(request: RunInput["request"], work: (input: RunInput) => Promise<T>) =>
    act(
      {
        ledger,
        world: fakeWorld(),
        artifacts,
        plan: whole,
        request,
        actions: Object.fromEntries(["first", "second", "third"].map((name) => [name, action(name)])),
      },
      work,
    );
  await one({}, async (input) => {
    const { journal } = input;
    await journal.append(journal.keys.opened, "release.opened", { plan: whole as never, attempt: 1 });
    for (const step of ids.slice(0, 2))
      await journal.append(journal.keys.step(step, "done"), "step.done", {
        step,
        result: { at: step },
        adopted: false,
      });
    await journal.append(journal.keys.nthOfStep(ids[2], "intent", 1), "step.intent", { step: ids[2], try: 1 });
  });
  const undo = (request: RunInput["request"] = {}) => one(request, (input) => undoRelease(input, null));
  const run = (request: RunInput["request"] = {}) =>
    one(request, runRelease).then(
      () => null,
      (error: unknown) => error as RelspecError,
    );
  const events = async () => (await ledger.load("lib")).map(({ type }) => type);
  return { undo, run, undone, events };
}

test("what was done is taken back, last step first, with what it made", async () => {
  const { undo, undone } = await killed({ finding: () => absent });

  expect((await undo()).outcome).toBe("undone");
  expect(undone).toEqual([
    ["second", { at: ids[1] }],
    ["first", { at: ids[0] }],
  ]);
});

test("an effect that nobody saw the end of is found, and taken back first", async () => {
  const { undo, undone } = await killed({ finding: () => present({ found: true }) });

  expect((await undo()).outcome).toBe("undone");
  expect(undone[0]).toEqual(["third", { found: true }]);
});

test("where nobody can tell, the undo stops before it, and asks a person for a word that the undo itself takes", async () => {
  const { undo, run, undone } = await killed({ finding: () => unknown("no answer") });
  const { outcome, error } = await undo();

  expect([outcome, error?.code, error?.step]).toEqual(["failed", "RS_STEP_UNKNOWN", ids[2]]);
  expect(error?.suggestions).toEqual([
    `If it did: relspec undo --assume done=${ids[2]}`,
    `If it did not: relspec undo --assume not-done=${ids[2]}`,
  ]);
  expect(undone).toEqual([]);
  // Nothing has been taken back yet, so the way forward is still open.
  expect((await run({ assume: [{ step: ids[2], done: true }] }))?.code).toBeUndefined();
});

test.each([
  [true, ["third", "second", "first"]],
  [false, ["second", "first"]],
])("told that it was done: %s, the undo goes on, and the word is on record", async (done, names) => {
  const { undo, undone, events } = await killed({ finding: () => unknown("no answer") });
  await undo();

  expect((await undo({ assume: [{ step: ids[2], done }] })).outcome).toBe("undone");
  expect(undone.map((each) => (each as [string])[0])).toEqual(names);
  expect((await events()).filter((type) => type === "step.assumed")).toHaveLength(1);
});

test("a word that was given before the undo was killed is not asked for again", async () => {
  let broken = true;
  const effects = {
    third: {
      undo: () => {
        if (broken) throw new Error("It broke.");
      },
    },
  };
  const { undo, undone } = await killed({ finding: () => unknown("no answer"), effects });

  expect((await undo({ assume: [{ step: ids[2], done: true }] })).error?.message).toContain("It broke.");
  broken = false;
  expect((await undo()).outcome).toBe("undone");
  expect(undone.map((each) => (each as [string])[0])).toEqual(["second", "first"]);
});
