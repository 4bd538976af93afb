import type { TagFact } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import { compareVersions, isPrerelease } from "./satisfies.ts";
import type { TagFormat } from "./tag-name.ts";

export interface LastRelease {
  readonly version: string;
  readonly tag: string;
  /** Full id. */
  readonly commit: string;
}

/** What is known of a package's releases from its tags. */
export interface PastReleases {
  /** The one that a release of this branch comes after. */
  readonly last: LastRelease | null;
  /** Highest version on the branch, prereleases included. */
  readonly highest: string | null;
  /** Stable versions that are not on the branch. */
  readonly elsewhere: readonly string[];
}

/**
 * Only tags reachable from the head count, in the order of their versions and not of their dates. A prerelease comes after
 * prereleases of its own identifier and after any stable version; a stable version after stable versions only.
 */
export function pastReleases(
  packageName: string,
  tags: readonly TagFact[],
  format: TagFormat,
  branch: BranchRole,
): PastReleases {
  let last: LastRelease | null = null;
  let highest: string | null = null;
  const elsewhere: string[] = [];
  for (const tag of tags) {
    const version = format.versionIn(tag.name, packageName);
    if (version === null) continue;
    if (!tag.merged) {
      if (!isPrerelease(version)) elsewhere.push(version);
      continue;
    }
    if (highest === null || compareVersions(version, highest) > 0) highest = version;
    if (!countsOn(version, branch)) continue;
    if (last === null || compareVersions(version, last.version) > 0)
      last = { version, tag: tag.name, commit: tag.commit };
  }
  return { last, highest, elsewhere };
}

/** Whether a release of the branch comes after such a version. */
export function countsOn(version: string, { prerelease }: BranchRole): boolean {
  if (!isPrerelease(version)) return true;
  return prerelease !== undefined && version.slice(version.indexOf("-") + 1).startsWith(`${prerelease}.`);
}
