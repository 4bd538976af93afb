import { type PlanningFacts, RelspecError } from "@relspec/core";
import { versionTag } from "./image-name.ts";
import type { DockerOptions } from "./options.ts";

/** Whether the image belongs to this release. */
export function isReleased({ package: name }: Pick<DockerOptions, "package">, facts: PlanningFacts): boolean {
  return name === undefined || facts.packages.some((each) => each.name === name);
}

/** The version that the image carries. @throws `RS_SPEC_INVALID` when the option names a package there is not. */
export function imageVersion({ package: name }: Pick<DockerOptions, "package">, facts: PlanningFacts): string {
  const version = name === undefined ? facts.release.version : facts.packages.find((each) => each.name === name)?.to;
  if (version === undefined) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `The package ${JSON.stringify(name)} of the docker plugin's options is not part of this release.`,
      suggestions: [`Name one of the release's packages: ${facts.packages.map((each) => each.name).join(", ")}.`],
    });
  }
  versionTag(version);
  return version;
}
