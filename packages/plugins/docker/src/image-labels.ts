import type { PlanningFacts } from "@relspec/core";

/** Labels, and annotations of the same names, as the OCI image specification defines them; the spec's own win. */
export function imageLabels(
  own: Readonly<Record<string, string>>,
  version: string,
  { base, url, release }: Pick<PlanningFacts, "base" | "url" | "release">,
): Readonly<Record<string, string>> {
  const given = {
    "org.opencontainers.image.title": release.name,
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.revision": base.commit,
    "org.opencontainers.image.created": base.date,
    ...(url !== null && { "org.opencontainers.image.source": url }),
    ...own,
  };
  return Object.fromEntries(Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
