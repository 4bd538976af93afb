import { type PackageFact, type PlannedPackage, type PlanningFacts, RelspecError } from "@relspec/core";

export interface Released {
  readonly planned: PlannedPackage;
  readonly fact: PackageFact;
}

/** A package of the release, by name. @throws `RS_SPEC_INVALID` when the project has none of that name, or it is not released now. */
export function releasedPackage(name: string, facts: PlanningFacts): Released {
  const planned = facts.packages.find((each) => each.name === name);
  const fact = facts.workspace.find((each) => each.name === name);
  if (planned && fact) return { planned, fact };
  throw new RelspecError("RS_SPEC_INVALID", {
    message: fact
      ? `The package ${JSON.stringify(name)} is not part of this release.`
      : `There is no package ${JSON.stringify(name)} in this project.`,
    suggestions: [`Name one of the release's packages: ${facts.packages.map((each) => each.name).join(", ")}.`],
  });
}

/** The folder of the npm project below the spec's, from the option `root`. */
export function manifestOf(path: string): string {
  return path === "." ? "package.json" : `${path}/package.json`;
}
