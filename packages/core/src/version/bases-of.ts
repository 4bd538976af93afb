import type { Spec } from "../model/spec.ts";
import type { HistoryRequest, PackageFact, TagFact } from "../plugin/facts.ts";
import { branchOf } from "./branch-of.ts";
import { pastReleases } from "./last-release.ts";
import { rankTags } from "./rank-tags.ts";
import { isPrerelease } from "./satisfies.ts";
import { tagFormat } from "./tag-name.ts";
import { tagsByPackage } from "./tags-by-package.ts";

/** Says, from the tags, at which commit each package was last released; null for one that never was. */
export function basesOf(packages: readonly PackageFact[], spec: Pick<Spec, "version">): HistoryRequest["bases"] {
  const format = tagFormat(spec, packages.length);
  return (tags, branch) => {
    const role = branchOf(spec.version.branches, branch);
    const names = packages.map(({ name }) => name);
    const own = tagsByPackage(names, tags, format);
    return new Map(
      names.map((name) => [name, pastReleases(name, own.get(name) ?? [], format, role).last?.commit ?? null]),
    );
  };
}

/** Says which tags can be those of the last releases, the likeliest first: so that a source need not look at all of them. */
export function rankedTagsOf(
  packages: readonly PackageFact[],
  spec: Pick<Spec, "version">,
): NonNullable<HistoryRequest["ranked"]> {
  const format = tagFormat(spec, packages.length);
  const names = packages.map(({ name }) => name);
  return (tags, branch) => rankTags(names, tags, format, branchOf(spec.version.branches, branch));
}

/** Says, from the tags, which commits are the last release of a package: a stable one, or one of each kind of prerelease. */
export function releasesOf(
  packages: readonly PackageFact[],
  spec: Pick<Spec, "version">,
): (tags: readonly TagFact[]) => readonly string[] {
  const format = tagFormat(spec, packages.length);
  return (tags) => {
    const names = packages.map(({ name }) => name);
    const byPackage = tagsByPackage(names, tags, format);
    const commits = names.flatMap((name) => {
      const own = byPackage.get(name) ?? [];
      const versions = own.map((tag) => format.versionIn(tag.name, name)).filter((version) => version !== null);
      const kinds = new Set(versions.filter(isPrerelease).map((version) => /-([^.]+)\./.exec(version)?.[1]));
      return [undefined, ...kinds].map(
        (prerelease) =>
          pastReleases(name, own, format, {
            type: "release",
            channel: null,
            named: true,
            ...(prerelease !== undefined && { prerelease }),
          }).last?.commit,
      );
    });
    return [...new Set(commits.filter((commit) => commit !== undefined))];
  };
}
