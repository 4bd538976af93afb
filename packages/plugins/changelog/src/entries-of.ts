import { changelogEntry, plainLine, type PlannedPackage, type PlanningFacts } from "@relspec/core";

/** One section of the file. */
export type ChangelogEntry = {
  /** Between the brackets of its heading; no two releases have the same. */
  readonly title: string;
  /** Markdown with line feeds, from the heading to the last line. */
  readonly text: string;
};

type Facts = Pick<PlanningFacts, "base" | "release" | "packages" | "workspace" | "changes">;

/**
 * The sections of a release in the project's own file. Packages that are tagged by name have versions of their own, which may
 * be alike from one release to the next, so each gets a section with its name.
 */
export function entriesOf(facts: Facts): readonly ChangelogEntry[] {
  const { base, release, packages, workspace, changes } = facts;
  const named = workspace.length > 1 && packages.some(({ name, tag }) => tag.includes(name));
  if (named) return packages.map((each) => entryOf(`${shown(each.name)}@${each.to}`, each, facts));
  const text = changelogEntry({ title: release.version, date: base.date, packages, changes });
  return [{ title: release.version, text }];
}

/** The section of a package in a file of its own. */
export function entryOf(title: string, each: PlannedPackage, { base, changes }: Facts): ChangelogEntry {
  return { title, text: changelogEntry({ title, date: base.date, packages: [each], changes }) };
}

/** A name cannot end the brackets it stands in. */
function shown(name: string): string {
  return plainLine(name, 200).replace(/[[\]\\]/g, "");
}
