import { RelspecError } from "../errors/relspec-error.ts";
import type { Change } from "../model/change.ts";
import type { PlanWarning } from "../model/plan.ts";
import type { BranchRole } from "./branch-of.ts";
import { plainLine } from "./plain-text.ts";
import { compareVersions, isPrerelease } from "./satisfies.ts";

export interface VersionAsked {
  readonly version: string;
  readonly change: Change;
}

/** Whether a change asks for a version of this package by a footer `Release-As:`. */
export function asksForVersion({ releaseAs, packages }: Change, name: string): boolean {
  return releaseAs !== undefined && packages.includes(name) && (releaseAs.package ?? name) === name;
}

/**
 * The version that footers `Release-As:` ask for: the newest of them, so that a later one corrects an earlier one. On a
 * prerelease branch a stable version is the one that is announced: 2.0.0 begins at 2.0.0-beta.1.
 * @throws `RS_PLAN_INVALID` for a version that cannot come from this branch.
 */
export function versionAsked(name: string, changes: readonly Change[], branch: BranchRole): VersionAsked | null {
  const change = changes.find((each) => asksForVersion(each, name));
  if (!change?.releaseAs) return null;
  const { version } = change.releaseAs;
  const { prerelease } = branch;
  if (!isPrerelease(version))
    return { version: prerelease === undefined ? version : `${version}-${prerelease}.1`, change };
  if (prerelease !== undefined && version.slice(version.indexOf("-") + 1).startsWith(`${prerelease}.`))
    return { version, change };
  throw refusal(
    name,
    { version, change },
    prerelease === undefined
      ? "this branch does not release prereleases"
      : `prereleases of this branch are named ${prerelease}`,
  );
}

/** A version asked for comes after the last one, and promises no less than what the changes ask for. @throws `RS_PLAN_INVALID`. */
export function refuseTooLow(
  name: string,
  asked: VersionAsked,
  { last, least }: { readonly last: string | null; readonly least: string | null },
): void {
  if (last !== null && compareVersions(asked.version, last) <= 0)
    throw refusal(name, asked, `it does not come after ${last}`);
  if (last !== null && least !== null && compareVersions(asked.version, least) < 0)
    throw refusal(name, asked, `the changes since ${last} ask for ${least} at least`);
}

function refusal(name: string, { version, change }: VersionAsked, why: string): RelspecError {
  const id = change.id.slice(0, 7);
  return new RelspecError("RS_PLAN_INVALID", {
    message: `${name} cannot become ${version}, which the footer Release-As of "${plainLine(change.header, 80)}" (${id}) asks for: ${why}.`,
    suggestions: [
      "Commit again with another `Release-As:`; the newest one counts.",
      `Or say under \`version.overrides\` how ${id} is to be read.`,
    ],
    details: { package: name, version, commit: change.id },
  });
}

/** Footers that a newer one replaces. */
export function findReplaced(name: string, changes: readonly Change[]): readonly PlanWarning[] {
  const [newest, ...older] = changes.filter((each) => asksForVersion(each, name));
  return older
    .filter(({ releaseAs }) => releaseAs?.version !== newest?.releaseAs?.version)
    .map(({ id, releaseAs }) => ({
      code: "RS_PLAN_COMMIT",
      message: `${name} becomes ${newest?.releaseAs?.version} as ${newest?.id.slice(0, 7)} says, and not ${releaseAs?.version} as ${id.slice(0, 7)} says, which is older.`,
      suggestions: [],
    }));
}
