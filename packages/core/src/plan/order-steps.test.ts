import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StepSpec } from "../model/spec.ts";
import { type ContributedStep, turns } from "../plugin/facts.ts";
import { orderSteps } from "./order-steps.ts";

const own = (id: string, needs?: readonly string[]): StepSpec => ({
  id,
  uses: "exec/run",
  with: {},
  critical: true,
  ...(needs && { needs }),
});
const given = (id: string, turn: ContributedStep["turn"], more: Partial<ContributedStep> = {}): ContributedStep => ({
  id,
  uses: "x/y",
  with: {},
  turn,
  ...more,
});
const needsOf = (steps: ReturnType<typeof orderSteps>) => Object.fromEntries(steps.map(({ id, needs }) => [id, needs]));

describe("the order of steps", () => {
  it("runs the spec's steps one after the other, then the plugins' turn by turn", () => {
    const steps = orderSteps(
      {
        prefix: "deploy",
        own: [own("a"), own("b")],
        contributed: [given("tag", "mark"), given("p1", "publish"), given("p2", "publish")],
      },
      [],
    );

    expect(needsOf(steps)).toEqual({
      "deploy/a": [],
      "deploy/b": ["deploy/a"],
      "deploy/p1": ["deploy/a", "deploy/b"],
      "deploy/p2": ["deploy/a", "deploy/b"],
      "deploy/tag": ["deploy/p1", "deploy/p2"],
    });
    expect(steps.map(({ id }) => id)).toEqual(["deploy/a", "deploy/b", "deploy/p1", "deploy/p2", "deploy/tag"]);
  });

  it("starts steps side by side where `needs` is empty", () => {
    const steps = orderSteps({ prefix: "build", own: [own("a", []), own("b", [])], contributed: [] }, []);

    expect(needsOf(steps)).toEqual({ "build/a": [], "build/b": [] });
  });

  it("lets a step of the spec come after a contributed one without a circle", () => {
    const steps = orderSteps(
      { prefix: "deploy", own: [own("site", ["tag"])], contributed: [given("tag", "mark")] },
      [],
    );

    expect(needsOf(steps)).toEqual({ "deploy/tag": [], "deploy/site": ["deploy/tag"] });
  });

  it("finds a step of an earlier stage by its full id or its unique end", () => {
    const steps = orderSteps(
      { prefix: "deploy", own: [own("a", ["pack:x"]), own("b", ["build/pack:y"])], contributed: [] },
      ["build/pack:x", "build/pack:y"],
    );

    expect(needsOf(steps)).toEqual({ "deploy/a": ["build/pack:x"], "deploy/b": ["build/pack:y"] });
  });

  it("runs contributed steps of one turn one by one where the plugin says so", () => {
    const steps = orderSteps(
      { prefix: "deploy", own: [], contributed: [given("p1", "publish"), given("p2", "publish", { parallel: false })] },
      [],
    );

    expect(needsOf(steps)["deploy/p2"]).toEqual(["deploy/p1"]);
  });

  it("names the circle", () => {
    expect(() =>
      orderSteps({ prefix: "build", own: [own("a", ["c"]), own("b", ["a"]), own("c", ["b"])], contributed: [] }, []),
    ).toThrow("These steps need each other in a circle: build/a → build/c → build/b → build/a.");
  });

  it("refuses an id that is there twice, and a need that is nothing", () => {
    expect(() => orderSteps({ prefix: "build", own: [own("a"), own("a")], contributed: [] }, [])).toThrow(
      'two steps with the id "build/a"',
    );
    expect(() =>
      orderSteps({ prefix: "build", own: [own("a", ["pakc"])], contributed: [given("pack", "pack")] }, []),
    ).toThrow('The step "build/a" needs "pakc", but there is no such step');
  });

  it("puts every step after all it needs, whatever the steps", () => {
    const contributed = fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^c[0-9]$/), turn: fc.constantFrom(...turns) }),
      { selector: ({ id }) => id },
    );
    const mine = fc.uniqueArray(fc.stringMatching(/^o[0-9]$/));
    fc.assert(
      fc.property(mine, contributed, (ids, plugins) => {
        const steps = orderSteps(
          {
            prefix: "build",
            own: ids.map((id) => own(id)),
            contributed: plugins.map(({ id, turn }) => given(id, turn)),
          },
          [],
        );
        const places = new Map(steps.map(({ id }, index) => [id, index]));
        expect(steps).toHaveLength(ids.length + plugins.length);
        for (const [index, step] of steps.entries())
          for (const need of step.needs) expect(places.get(need)).toBeLessThan(index);
      }),
    );
  });
});
