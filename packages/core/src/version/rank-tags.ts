import parse from "semver/functions/parse.js";
import type { RankedTag } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import { countsOn } from "./last-release.ts";
import type { TagFormat } from "./tag-name.ts";
import { tagsByPackage } from "./tags-by-package.ts";

/** For each package its tags, the highest version first. Packages that share their tags have one list. */
export function rankTags(
  packages: readonly string[],
  tags: readonly string[],
  format: TagFormat,
  branch: BranchRole,
): readonly (readonly RankedTag[])[] {
  const named = tags.map((name) => ({ name }));
  const own = tagsByPackage(format.shared ? packages.slice(0, 1) : packages, named, format);
  return [...own].map(([name, list]) =>
    list
      .flatMap((tag) => {
        // Parsed once, and not at each comparison.
        const version = parse(format.versionIn(tag.name, name));
        return version ? [{ name: tag.name, version }] : [];
      })
      .toSorted((a, b) => b.version.compare(a.version))
      .map((tag) => ({ name: tag.name, counts: countsOn(tag.version.version, branch) })),
  );
}
