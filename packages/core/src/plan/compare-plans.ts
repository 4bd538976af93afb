import { isDeepStrictEqual } from "node:util";
import type { Plan, PlannedStep } from "../model/plan.ts";

/**
 * What has changed between a plan and the same plan made now, each a sentence; empty when the old one still holds.
 * @param world also compare what the steps found: off once a release is under way, because it changes the world itself.
 */
export function comparePlans(old: Plan, now: Plan, { world }: { readonly world: boolean }): readonly string[] {
  const changes: string[] = [];
  const differs = (what: string, before: unknown, after: unknown): void => {
    if (before !== after) changes.push(`${what} was ${shown(before)} and is ${shown(after)}.`);
  };
  differs("The commit", old.base.commit, now.base.commit);
  if (old.policy?.digest !== now.policy?.digest) changes.push("Who may decide, or how, has changed.");
  if (old.spec !== now.spec) changes.push("The spec has changed.");
  differs("The version", old.release?.version, now.release?.version);
  const packages = (plan: Plan): string => plan.packages.map(({ name, to }) => `${name}@${to}`).join(", ");
  differs("The list of packages", packages(old), packages(now));

  const before = stepsOf(old);
  const after = stepsOf(now);
  for (const [id, step] of before) {
    const other = after.get(id);
    if (!other) changes.push(`The step ${id} is gone.`);
    else if (!isDeepStrictEqual(step.target, other.target))
      changes.push(`The step ${id} aims at something else: ${changedKeys(step, other)}.`);
    else if (!isDeepStrictEqual(fixedParts(step), fixedParts(other)))
      changes.push(`The step ${id} is carried out in another way.`);
    else if (world && step.state !== other.state) {
      changes.push(
        `What the step ${id} found was "${step.state}" and is "${other.state}"${other.stateReason ? `: ${other.stateReason}` : ""}.`,
      );
    }
  }
  for (const id of after.keys()) if (!before.has(id)) changes.push(`The step ${id} is new.`);
  const gates = (plan: Plan): unknown =>
    plan.stages.flatMap((stage) =>
      stage.gates.filter(({ standing }) => standing !== true).map(({ id, kind, options }) => ({ id, kind, options })),
    );
  if (!isDeepStrictEqual(gates(old), gates(now))) changes.push("The gates have changed.");
  if (changes.length === 0 && old.digest !== now.digest)
    changes.push("The messages or the way steps are carried out have changed.");
  return changes;
}

function stepsOf(plan: Plan): ReadonlyMap<string, PlannedStep> {
  return new Map(plan.stages.flatMap((stage) => stage.steps.map((step) => [step.id, step] as const)));
}

/** What the digest covers of a step besides its target. */
function fixedParts({ uses, needs, effect, critical, retry, timeout, secrets, irreversible }: PlannedStep): unknown {
  return { uses, needs, effect, critical, retry, timeout, secrets, irreversible };
}

function changedKeys(before: PlannedStep, after: PlannedStep): string {
  const keys = [...new Set([...Object.keys(before.target), ...Object.keys(after.target)])];
  return keys.filter((key) => !isDeepStrictEqual(before.target[key], after.target[key])).join(", ");
}

function shown(value: unknown): string {
  return value === undefined || value === null || value === "" ? "none" : String(value);
}
