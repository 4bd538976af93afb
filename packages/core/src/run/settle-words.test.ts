import { expect, test } from "vitest";
import type { Plan } from "../model/plan.ts";
import { settleWords } from "./settle-words.ts";

const plan = {
  stages: [
    { name: "build", steps: [{ id: "build/pack" }, { id: "build/email/send:team" }] },
    { name: "deploy", steps: [{ id: "deploy/pack" }, { id: "deploy/once" }] },
  ],
} as unknown as Plan;
const steps = (...names: readonly string[]) =>
  settleWords({ assume: names.map((step) => ({ step, done: true })) }, [plan]).assume?.map(({ step }) => step);

test("a word may name its step by a unique end of the id", () => {
  expect(steps("once", "deploy/pack", "team", "send:team")).toEqual([
    "deploy/once",
    "deploy/pack",
    "build/email/send:team",
    "build/email/send:team",
  ]);
});

test("a word that names no step or several is refused, with what may have been meant", () => {
  expect(() => steps("pack")).toThrow(/could be build\/pack or deploy\/pack/);
  expect(() => steps("onec")).toThrow(expect.objectContaining({ code: "RS_USAGE", suggestions: ["Write `once`."] }));
  expect(() => steps("ce")).toThrow(/is no step that is left to do/);
});
