import { RelspecError } from "../errors/index.ts";
import { apiVersion, type PackageSpec, type Spec } from "../model/spec.ts";
import type { Plan, PlannedGate, PlannedPackage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import type { Catalogue } from "../plugin/catalogue.ts";
import type { History, PackageFact, PlanningFacts } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { basesOf, rankedTagsOf, releasesOf } from "../version/bases-of.ts";
import { changesByPackage } from "../version/changes-by-package.ts";
import { intentFolder } from "../version/intents/intent.ts";
import { proposeRelease } from "../version/propose-release.ts";
import type { World } from "../world/world.ts";
import { worldContext } from "../world/contexts.ts";
import { intentsOf } from "./intents-of.ts";
import { completePlan, seal } from "./complete-plan.ts";
import { readGivenVersion } from "./read-given-version.ts";
import { placeSteps } from "./place-steps.ts";
import { releaseNotes } from "./release-notes.ts";

export interface Planning {
  readonly spec: Spec;
  readonly catalogue: Catalogue;
  readonly hooks: HookDriver;
  readonly world: World;
  readonly compile: Compile;
  /** Says how a gate stands; the gate floor is above this one. */
  readonly judge: (gate: PlannedGate, plan: Plan) => Promise<PlannedGate>;
  /** Records of the line, so that what is under way shows as done. */
  readonly records: readonly ReleaseRecord[];
  readonly signal: AbortSignal;
}

/** Read the world and say what a release of the checked-out commit would do. Writes nothing. */
export async function makePlan(planning: Planning): Promise<Plan> {
  const { spec, hooks, world, signal } = planning;
  const context = worldContext(world, signal);
  const found = (await hooks.collect("discoverPackages", [spec, context])).flatMap(({ answer }) => answer);
  const packages = packagesOf(spec, found);
  const history = await readHistory(planning, packages);
  const intents = await intentsOf(spec, history, world);
  const proposal = await proposeRelease({
    history,
    packages,
    spec,
    given: await readGivenVersion(spec, context),
    ...(intents && { intents: intents.folder }),
    classify: (change) => hooks.bail("classifyChange", [change]),
    decide: (name, version) => hooks.bail("decideVersion", [name, version]),
  });
  const warnings = [...history.warnings, ...(intents?.warnings ?? []), ...proposal.warnings];
  const empty = {
    apiVersion,
    kind: "Plan",
    base: history.head,
    name: spec.name,
    spec: spec.digest,
    changes: proposal.changes,
    messages: [],
    notes: "",
    risk: { score: 0, tier: "low", reasons: [] },
    warnings,
  } as const;
  if (!proposal.release)
    return seal({ ...empty, outcome: "nothing-to-release", release: null, packages: [], stages: [] });

  const counting = changesByPackage(proposal.changes);
  const noted = proposal.packages.map((each): PlannedPackage => ({
    ...each,
    notes: notesOf(each, counting, history),
  }));
  const { release } = proposal;
  const notes =
    noted.length === 1 && noted[0]
      ? noted[0].notes
      : noted.map((each) => notesOf(each, counting, history, each.name)).join("\n\n");
  const facts: PlanningFacts = {
    spec,
    base: history.head,
    url: history.url,
    release,
    packages: noted,
    workspace: proposal.workspace,
    changes: proposal.changes,
    notes,
  };
  return completePlan({ ...empty, packages: noted, notes }, facts, await placeSteps(spec, facts, planning), planning);
}

async function readHistory(
  { spec, hooks, world, signal }: Planning,
  packages: readonly PackageFact[],
): Promise<History> {
  const history = await hooks.bail("collectChanges", [
    {
      packages,
      bases: basesOf(packages, spec),
      ranked: rankedTagsOf(packages, spec),
      ...(spec.version.strategy.includes("intents") && {
        folder: { path: intentFolder, releases: releasesOf(packages, spec) },
      }),
    },
    worldContext(world, signal),
  ]);
  if (history) return history;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: "None of the plugins reads a history, so there is nothing to tell the next version from.",
    suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."],
  });
}

/** The packages of the spec, with what was found of them; or those found; or the project as one package of the spec's name. */
function packagesOf(spec: Spec, found: readonly PackageFact[]): readonly PackageFact[] {
  const byPath = new Map(found.map((fact) => [fact.path, fact]));
  const packages = spec.packages === "auto" ? found : spec.packages.map((each) => written(each, byPath));
  const seen = new Set<string>();
  const twice = packages.find(({ name }) => seen.size === seen.add(name).size)?.name;
  if (twice !== undefined) {
    throw new RelspecError("RS_PLAN_INVALID", {
      message: `There are two packages named "${twice}": ${packages
        .filter(({ name }) => name === twice)
        .map(({ path }) => path)
        .join(" and ")}.`,
      suggestions: ["Rename one of them, or list the packages to release under `packages` in the spec."],
    });
  }
  return packages.length > 0
    ? packages
    : [{ name: spec.name, path: ".", version: null, private: false, dependencies: [] }];
}

function written({ name, path, private: hidden }: PackageSpec, found: ReadonlyMap<string, PackageFact>): PackageFact {
  const fact = found.get(path);
  return { version: null, dependencies: [], ...fact, name, path, private: hidden || (fact?.private ?? false) };
}

function notesOf(
  each: Omit<PlannedPackage, "notes">,
  changes: ReturnType<typeof changesByPackage>,
  history: History,
  heading?: string,
): string {
  return releaseNotes({
    version: each.to,
    previous: each.from,
    changes: changes.get(each.name) ?? [],
    url: history.url,
    date: history.head.date,
    tag: each.tag,
    previousTag: each.previousTag,
    ...(heading !== undefined && { heading }),
  });
}
