import { policyOf } from "../model/plan-policy.ts";
import { RelspecError } from "../errors/index.ts";
import type { Plan, PlannedPackage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { apiVersion } from "../model/spec.ts";
import { worldContext } from "../world/contexts.ts";
import { completePlan, seal } from "./complete-plan.ts";
import { escapeMarkdown } from "../notes/escape-markdown.ts";
import { specForRelease } from "./spec-for-release.ts";
import type { Planning } from "./make-plan.ts";
import { placeRollback } from "./place-rollback.ts";

export interface RollbackRequest {
  /** The version to go back to: of the release, as `relspec history` has it; or the release's id. */
  readonly version: string;
  readonly reason: string | null;
}

/**
 * The plan that releases an earlier version again. It is a plan like any other: approved, carried out, resumed and recorded as
 * such. Nothing is deleted: what is current moves back, and what was bad is marked.
 * @throws `RS_USAGE_RELEASE` for a version that is not on record as released.
 */
export async function makeRollback(planning: Planning, { version, reason }: RollbackRequest): Promise<Plan> {
  const { spec, hooks, world, signal, records, catalogue } = planning;
  const released = records.filter(({ outcome }) => outcome === "released");
  const at = released.findLastIndex(
    ({ id, plan, ...record }) => id === version || (record.version === version && plan.release?.type !== "rollback"),
  );
  const target = released[at];
  if (!target?.plan.release) throw notReleased(version, released);
  const then = packagesAfter(released.slice(0, at + 1));
  const packages = [...packagesAfter(released).values()].flatMap((current): readonly PlannedPackage[] => {
    const before = then.get(current.name);
    if (!before || before.to === current.to) return [];
    const reasons = [{ commit: null, rule: `rolled back to ${before.to}` }];
    return [{ ...before, from: current.to, previousTag: current.tag, bump: null, reasons, notes: "" }];
  });
  const previous = released.at(-1)?.version ?? null;
  const notes = [
    `Rolled back from ${previous} to ${target.version}.`,
    ...(reason === null ? [] : [escapeMarkdown(reason)]),
  ].join("\n\n");
  const context = worldContext(world, signal);
  const here = await hooks.bail("locate", [context]);
  const known = {
    apiVersion,
    kind: "Plan",
    // The spec and the scripts of today are carried out, for the version of then.
    base: { ...target.plan.base, ...(here && { commit: here.commit, branch: here.branch }) },
    name: spec.name,
    spec: spec.digest,
    policy: policyOf(spec),
    changes: [],
    packages,
    notes,
    risk: { score: 0, tier: "low", reasons: [] },
    warnings: [],
  } as const;
  if (packages.length === 0)
    return seal({ ...known, outcome: "nothing-to-release", release: null, stages: [], messages: [] });
  const found = await hooks.collect("discoverPackages", [spec, context]);
  const { id: _, ...earlier } = target.plan.release;
  const facts = {
    spec,
    base: target.plan.base,
    url: null,
    release: { ...earlier, previous, bump: null, type: "rollback" },
    packages,
    workspace: found.flatMap(({ answer }) => answer).map((fact) => ({ ...fact, next: null })),
    changes: [],
    notes,
  } as const;
  return completePlan(
    known,
    facts,
    placeRollback(await specForRelease(spec, facts, known.risk), facts, catalogue),
    planning,
  );
}

/** Each package as it stood after the last of some releases. */
function packagesAfter(released: readonly ReleaseRecord[]): ReadonlyMap<string, PlannedPackage> {
  return new Map(released.flatMap(({ plan }) => plan.packages.map((each) => [each.name, each] as const)));
}

function notReleased(version: string, released: readonly ReleaseRecord[]): RelspecError {
  const known = [...new Set(released.map((record) => record.version))];
  return new RelspecError("RS_USAGE_RELEASE", {
    message: `There is no release ${JSON.stringify(version)} on record to go back to.`,
    suggestions: [known.length > 0 ? `Name one of: ${known.slice(-10).join(", ")}.` : "relspec history"],
  });
}
