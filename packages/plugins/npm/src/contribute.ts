import { commitsRelease, type ContributedStep, type PlannedPackage, type PlanningFacts } from "@relspec/core";
import { distTagOf } from "./dist-tag.ts";
import type { NpmOptions } from "./options.ts";

export function contributeBuild(
  { publish }: Pick<NpmOptions, "publish">,
  facts: PlanningFacts,
): readonly ContributedStep[] {
  const found = ownPackages(facts);
  const write: ContributedStep = { id: "npm/version", uses: "npm/version", with: {}, turn: "write", parallel: false };
  return [
    ...(commitsRelease(facts) && found.length > 0 ? [write] : []),
    ...(publish ? published(found) : []).map(({ name }) => ({
      id: `npm/pack:${name}`,
      uses: "npm/pack",
      with: { package: name },
      turn: "pack" as const,
    })),
  ];
}

/** A package comes after those it depends on, so that whoever installs it the moment it appears gets them too. */
export function contributeDeploy(
  { publish }: Pick<NpmOptions, "publish">,
  facts: PlanningFacts,
): readonly ContributedStep[] {
  const ordered = publish ? dependencyOrder(published(ownPackages(facts))) : [];
  const places = new Map(ordered.map(({ name }, index) => [name, index]));
  return ordered.map(({ name, dependencies }, index) => {
    const before = dependencies.filter((other) => (places.get(other) ?? index) < index);
    return {
      id: `npm/publish:${name}`,
      uses: "npm/publish",
      with: { package: name },
      turn: "publish",
      needs: [`build/npm/pack:${name}`, ...before.map((other) => `npm/publish:${other}`)],
    };
  });
}

/** The tag that people install by moves back, then the version it leaves is deprecated; nothing is unpublished. */
export function contributeRollback(
  { publish, tag }: Pick<NpmOptions, "publish" | "tag">,
  facts: PlanningFacts,
): readonly ContributedStep[] {
  const found = publish ? published(ownPackages(facts)) : [];
  return found.flatMap(({ name, to }): readonly ContributedStep[] => [
    {
      id: `npm/dist-tag:${name}`,
      uses: "npm/dist-tag",
      with: { package: name, tag: tag ?? distTagOf(facts.release.channel) },
      turn: "publish",
    },
    {
      id: `npm/deprecate:${name}`,
      uses: "npm/deprecate",
      with: { package: name, message: `Rolled back: use ${to}.` },
      turn: "mark",
      needs: [`npm/dist-tag:${name}`],
    },
  ]);
}

/** What is published already gets one more dist-tag. */
export function contributePromotion(
  { publish }: Pick<NpmOptions, "publish">,
  facts: PlanningFacts,
): readonly ContributedStep[] {
  return (publish ? published(ownPackages(facts)) : []).map(({ name }) => ({
    id: `npm/dist-tag:${name}`,
    uses: "npm/dist-tag",
    with: { package: name },
    turn: "publish",
  }));
}

/** Dependencies first. Packages that depend on each other in a circle come in the order they were found. */
export function dependencyOrder<P extends Pick<PlannedPackage, "name" | "dependencies">>(
  packages: readonly P[],
): readonly P[] {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const ordered = new Set<P>();
  const seen = new Set<string>();
  const visit = (each: P): void => {
    if (seen.has(each.name)) return;
    seen.add(each.name);
    for (const name of each.dependencies) {
      const other = byName.get(name);
      if (other) visit(other);
    }
    ordered.add(each);
  };
  for (const each of packages) visit(each);
  return [...ordered];
}

function ownPackages({ packages, workspace }: PlanningFacts): readonly PlannedPackage[] {
  const names = new Set(workspace.filter(({ source }) => source === "npm").map(({ name }) => name));
  return packages.filter(({ name }) => names.has(name));
}

function published(packages: readonly PlannedPackage[]): readonly PlannedPackage[] {
  return packages.filter((each) => !each.private);
}
