import { describe, expect, test } from "vitest";
import type { Plan } from "../model/plan.ts";
import { plan } from "../testing/plan-builder.ts";
import { comparePlans } from "./compare-plans.ts";

const step = { id: "deploy/publish", summary: "Publish", target: { tag: "v1.1.0", remote: "origin" } };
const make = (given: Parameters<typeof plan>[0] = {}): Plan =>
  plan({ stages: [{ name: "deploy", gates: [{ id: "deploy/approval:qa" }], steps: [step] }], ...given });
const withStep = (more: object) =>
  make({ stages: [{ name: "deploy", gates: [{ id: "deploy/approval:qa" }], steps: [{ ...step, ...more }] }] });
const old = make();
const changes = (now: Plan, world = true) => comparePlans(old, now, { world });

describe("what has changed since a plan was made", () => {
  test("is nothing when the same plan is made again", () => {
    expect(changes(make())).toEqual([]);
  });

  test("is told of the commit, the spec, the version and the packages", () => {
    expect(changes({ ...old, base: { ...old.base, commit: "b".repeat(40) } })[0]).toBe(
      `The commit was ${old.base.commit} and is ${"b".repeat(40)}.`,
    );
    expect(changes({ ...old, spec: "sha256:other" })[0]).toBe("The spec has changed.");
    expect(changes({ ...old, release: { ...old.release!, version: "2.0.0" } })[0]).toBe(
      "The version was 1.1.0 and is 2.0.0.",
    );
    expect(changes({ ...old, release: null })[0]).toBe("The version was 1.1.0 and is none.");
    expect(changes({ ...old, packages: [] })[0]).toMatch(/^The list of packages was lib@1\.1\.0 and is none\.$/);
  });

  test("is told of steps: new, gone, aiming at something else, carried out in another way", () => {
    const more = make({
      stages: [{ name: "deploy", gates: [{ id: "deploy/approval:qa" }], steps: [step, { id: "deploy/announce" }] }],
    });
    expect(changes(more)).toContain("The step deploy/announce is new.");
    expect(comparePlans(more, old, { world: true })).toContain("The step deploy/announce is gone.");
    expect(changes(withStep({ target: { tag: "v2.0.0", remote: "origin", force: true } }))).toContain(
      "The step deploy/publish aims at something else: tag, force.",
    );
    expect(changes(withStep({ timeout: 1 }))).toContain("The step deploy/publish is carried out in another way.");
  });

  test("is told of what a step found, unless the release is under way and changes that itself", () => {
    // What a step found is not in the digest.
    const found = {
      ...withStep({ state: "conflict", stateReason: "v1.1.0 is on another commit" }),
      digest: old.digest,
    };
    expect(changes(found)).toEqual([
      'What the step deploy/publish found was "to-do" and is "conflict": v1.1.0 is on another commit.',
    ]);
    expect(changes(found, false)).toEqual([]);
  });

  test("is told of gates", () => {
    const gates = (ids: readonly string[]) =>
      make({ stages: [{ name: "deploy", gates: ids.map((id) => ({ id })), steps: [step] }] });
    expect(changes(gates([]))).toContain("The gates have changed.");
    expect(changes(gates(["deploy/approval:qa", "deploy/soak"]))).toContain("The gates have changed.");
  });

  test("is never kept quiet: a digest that differs for another reason says so", () => {
    expect(changes({ ...old, digest: "sha256:other" })).toEqual([
      "The messages or the way steps are carried out have changed.",
    ]);
  });
});
