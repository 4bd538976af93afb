import { RelspecError } from "../errors/relspec-error.ts";
import type { Spec } from "../model/spec.ts";
import type { History, PackageFact } from "../plugin/facts.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { basesOf, rankedTagsOf, releasesOf } from "../version/bases-of.ts";
import { entryOf, releasedFrom } from "../version/branch-of.ts";
import { intentFolder } from "../version/intents/intent.ts";
import type { Proposing } from "../version/propose-release.ts";
import { worldContext } from "../world/contexts.ts";
import type { World } from "../world/world.ts";
import { intentsOf } from "./intents-of.ts";
import { contributorsOf } from "./mark-newcomers.ts";
import { packagesOf } from "./packages-of.ts";
import { readGivenVersion } from "./read-given-version.ts";
import { unreadTags } from "./unread-tags.ts";
import { readOverrides } from "./read-overrides.ts";

/** What is read to tell versions from. */
export interface ProjectFacts {
  readonly packages: readonly PackageFact[];
  readonly history: History;
}

/** What reading the project takes. */
export interface Reading {
  readonly spec: Spec;
  readonly hooks: HookDriver;
  readonly world: World;
  readonly compile: Compile;
  readonly signal: AbortSignal;
}

/** Finds the packages and reads the history. */
export async function readProject(reading: Reading): Promise<ProjectFacts> {
  const packages = await discoverPackages(reading);
  return { packages, history: await readHistory(reading, packages) };
}

/** Every package of the project: as plugins find them, or as the spec names them. */
export async function discoverPackages({ spec, hooks, world, signal }: Reading): Promise<readonly PackageFact[]> {
  const found = await hooks.collect("discoverPackages", [spec, worldContext(world, signal)]);
  return packagesOf(
    spec,
    found.flatMap(({ answer }) => answer),
  );
}

/** The question for the next versions, with the plugins' say; and the intents that are part of it. */
export async function proposingOf(
  { spec, hooks, world, compile, signal }: Reading,
  { packages, history }: ProjectFacts,
): Promise<{ readonly proposing: Proposing; readonly intents: Awaited<ReturnType<typeof intentsOf>> }> {
  const intents = await intentsOf(spec, history, world);
  const proposing: Proposing = {
    history,
    packages,
    spec,
    given: await readGivenVersion(spec, worldContext(world, signal)),
    overrides: await readOverrides(spec.version.overrides, { files: world.files, compile }),
    ...(intents && { intents: intents.folder }),
    classify: (change) => hooks.bail("classifyChange", [change]),
    decide: (name, version) => hooks.bail("decideVersion", [name, version]),
  };
  return { proposing, intents };
}

async function readHistory(
  { spec, hooks, world, signal }: Reading,
  packages: readonly PackageFact[],
): Promise<History> {
  const ranked = rankedTagsOf(packages, spec);
  let unread: History["warnings"] = [];
  const history = await hooks.bail("collectChanges", [
    {
      packages,
      bases: basesOf(packages, spec),
      ranked: (names, branch) => {
        unread = unreadTags(names, branch, { ranked, spec });
        return ranked(names, branch);
      },
      ...((spec.notes.contributors || spec.risk !== null) && { contributors: contributorsOf }),
      ...(spec.risk !== null && { paths: true }),
      isReleased: (name) => entryOf(spec.version.branches, name) !== undefined,
      releasedFrom: (names) => releasedFrom(spec.version.branches, names),
      ...(spec.version.strategy.includes("intents") && {
        folder: { path: intentFolder, releases: releasesOf(packages, spec) },
      }),
    },
    worldContext(world, signal),
  ]);
  if (history) return { ...history, warnings: [...history.warnings, ...unread] };
  throw new RelspecError("RS_SPEC_INVALID", {
    message: "None of the plugins reads a history, so there is nothing to tell the next version from.",
    suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."],
  });
}
