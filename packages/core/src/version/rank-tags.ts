import parse from "semver/functions/parse.js";
import type { RankedTag } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import { countsOn } from "./last-release.ts";
import { compareVersions } from "./satisfies.ts";
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
        const text = format.versionIn(tag.name, name);
        return text === null ? [] : [{ name: tag.name, text, parsed: parse(text) }];
      })
      // Versions of a calendar need not be semantic ones.
      .toSorted((a, b) => (a.parsed && b.parsed ? b.parsed.compare(a.parsed) : compareVersions(b.text, a.text)))
      .map(({ name: tag, text }) => ({ name: tag, counts: countsOn(text, branch) })),
  );
}
