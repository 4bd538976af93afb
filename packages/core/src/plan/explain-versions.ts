import { isRelspecError } from "../errors/relspec-error.ts";
import type { Bump, Change } from "../model/change.ts";
import type { PlannedPackage, PlannedRelease } from "../model/plan.ts";
import { branchOf, type BranchRole } from "../version/branch-of.ts";
import { type LastRelease, pastReleases } from "../version/last-release.ts";
import { presets } from "../version/near-misses.ts";
import { type Proposal, proposeRelease } from "../version/propose-release.ts";
import { tagFormat } from "../version/tag-name.ts";
import { tagsByPackage } from "../version/tags-by-package.ts";
import { proposingOf, readProject, type Reading } from "./read-project.ts";

/** What one preset would have given a package. */
export interface PresetAnswer {
  readonly preset: (typeof presets)[number];
  /** Null: no release. */
  readonly version: string | null;
  readonly bump: Bump | null;
  /** Why there can be no such release. */
  readonly refused?: string;
}

/** Why a package gets the version it gets, or none. */
export interface PackageStory {
  readonly name: string;
  readonly path: string;
  /** Null when there is no release of it. */
  readonly planned: Omit<PlannedPackage, "notes"> | null;
  readonly last: LastRelease | null;
  /** How the last release was found, one sentence. */
  readonly found: string;
  /** With the spec's own rules. */
  readonly presets: readonly PresetAnswer[];
}

export interface VersionStory {
  readonly release: Omit<PlannedRelease, "id"> | null;
  /** The checked-out branch, and what may be released from it. */
  readonly branch: BranchRole & { readonly name: string | null };
  readonly packages: readonly PackageStory[];
  readonly changes: readonly Change[];
  readonly warnings: Proposal["warnings"];
}

/** Tells the next versions with everything that led to them, and what each preset would have made of the same commits. */
export async function explainVersions(reading: Reading): Promise<VersionStory> {
  const { spec } = reading;
  const facts = await readProject(reading);
  const { proposing } = await proposingOf(reading, facts);
  const { history, packages } = facts;
  const proposal = await proposeRelease(proposing);
  const { compat: _, ...version } = spec.version;
  const answers: ((name: string) => PresetAnswer)[] = [];
  for (const preset of presets) {
    const own = preset === spec.version.preset && spec.version.compat === undefined;
    answers.push(
      answersOf(
        preset,
        own
          ? proposal
          : await proposeRelease({ ...proposing, spec: { ...spec, version: { ...version, preset } } }).catch(refusalOf),
      ),
    );
  }
  const branch = branchOf(spec.version.branches, history.head.branch);
  const format = tagFormat(spec, packages.length);
  const names = packages.map(({ name }) => name);
  const tags = tagsByPackage(names, history.tags, format);
  return {
    release: proposal.release,
    branch: { name: history.head.branch, ...branch },
    changes: proposal.changes,
    warnings: proposal.warnings,
    packages: packages.map(({ name, path }) => {
      const { last } = pastReleases(name, tags.get(name) ?? [], format, branch);
      return {
        name,
        path,
        planned: proposal.packages.find((each) => each.name === name) ?? null,
        last,
        found: foundBy(last, tags.get(name)?.length ?? 0, branch),
        presets: answers.map((answer) => answer(name)),
      };
    }),
  };
}

function foundBy(last: LastRelease | null, count: number, { prerelease }: BranchRole): string {
  if (last === null) return `none of ${count} tags of it is on this branch, so all its commits count`;
  const kinds = prerelease === undefined ? "stable versions" : `stable versions and prereleases named ${prerelease}`;
  return `the highest of its tags on this branch, among ${kinds}`;
}

function refusalOf(error: unknown): { readonly refused: string } {
  if (!isRelspecError(error)) throw error;
  return { refused: error.message };
}

function answersOf(preset: PresetAnswer["preset"], outcome: Proposal | { readonly refused: string }) {
  return (name: string): PresetAnswer => {
    if ("refused" in outcome) return { preset, version: null, bump: null, refused: outcome.refused };
    const found = outcome.packages.find((each) => each.name === name);
    return { preset, version: found?.to ?? null, bump: found?.bump ?? null };
  };
}
