import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { change, planBase, plannedRelease } from "../testing/plan-builder.ts";
import { type ConditionFacts, conditionTypes } from "./condition-values.ts";
import { type Conditions, openConditions } from "./conditions.ts";
import { gatesThatHold, stepsThatHold } from "./keep-where.ts";

let conditions: Conditions;
beforeAll(async () => {
  conditions = await openConditions();
});

const facts = (given: Partial<ConditionFacts> = {}): ConditionFacts => ({
  release: plannedRelease(),
  base: planBase(),
  packages: [{ name: "lib" }],
  changes: [change(), change({ breaking: true, type: "fix", scope: "db" })],
  risk: { score: 72.5, tier: "high", reasons: ["a migration"] },
  stage: "deploy",
  environment: "production",
  ...given,
});

describe("a condition", () => {
  it.each([
    ["risk.tier == 'high'", true],
    ["risk.tier != 'high'", false],
    ["risk.score >= 70.0 && changes.breaking > 0", true],
    ["environment == 'production' || stage == 'build'", true],
    ["'db' in changes.scopes", true],
    ["changes.types.exists(t, t == 'feat')", true],
    ["release.bump in ['major', 'minor']", true],
    ["release.version.startsWith('2.')", false],
    ["branch == 'main' && size(packages) == 1 && changes.count == 2", true],
    ["!(release.channel == '')", false],
    ["release.previous == '1.0.0'", true],
  ])("%s is %s", (text, answer) => {
    expect(conditions.check(text)).toBeNull();
    expect(conditions.holds(text, facts())).toBe(answer);
  });

  it.each([
    ["risc.tier == 'high'", "risc"],
    ["risk.tire == 'high'", "tire"],
    ["riskTier", "riskTier"],
    ["risk.tier == 5", ""],
    ["risk.tier", "and not true or false"],
    ["risk.tier = 'high'", ""],
    ["risk.tier == 'high", ""],
    ["", ""],
    ["process.exit(1)", ""],
    ["release.constructor == ''", "constructor"],
    ["release.__proto__ == ''", "__proto__"],
    ["risk.tier == 'high' ? 'yes' : 'no'", "and not true or false"],
    [`${"(".repeat(500)}true${")".repeat(500)}`, ""],
    [`true${" || true".repeat(400)}`, "longer than"],
  ])("is none: %s", (text, words) => {
    expect(conditions.check(text)?.message ?? "it was taken").toContain(words);
    expect(conditions.check(text)).not.toBeNull();
  });

  it("is told with the place of its fault", () => {
    expect(conditions.check("branch == 'main' && risc.tier == 'high'")).toMatchObject({ column: 21 });
  });

  it("of any text is taken or refused, and never throws", () => {
    const words = fc.constantFrom(
      ...Object.keys(conditionTypes),
      "==",
      "&&",
      "'x'",
      ".",
      "(",
      ")",
      "tier",
      "1",
      "?",
      "!",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 12 }).map((all) => all.join(" ")),
        ),
        (text) => {
          const fault = conditions.check(text);
          expect(fault === null || fault.message !== "").toBe(true);
        },
      ),
    );
  });
});

describe("what has no answer", () => {
  const broken = "changes.types[7] == 'feat'";

  it("is taken by validation, since its names and types are right", () => {
    expect(conditions.check(broken)).toBeNull();
    expect(() => conditions.holds(broken, facts())).toThrow();
  });

  it("leaves a gate closed and refuses a step", () => {
    const gate = { id: "board", kind: "approval", options: {}, when: broken };
    const step = { id: "migrate", uses: "exec/run", with: {}, when: broken };

    expect(gatesThatHold([gate], conditions, facts())).toEqual([gate]);
    expect(() => stepsThatHold([step], conditions, facts())).toThrowError(
      expect.objectContaining({ code: "RS_PLAN_CONDITION" }),
    );
  });

  it("differs from what does not hold, which is left out", () => {
    const gate = { id: "board", kind: "approval", options: {}, when: "risk.tier == 'low'" };
    const step = { id: "migrate", uses: "exec/run", with: {}, when: "risk.tier == 'low'" };

    expect(gatesThatHold([gate], conditions, facts())).toEqual([]);
    expect(stepsThatHold([step], conditions, facts())).toEqual([]);
  });
});
