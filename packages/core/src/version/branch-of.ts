import { RelspecError } from "../errors/relspec-error.ts";
import type { ReleaseType } from "../model/plan.ts";
import type { BranchSpec } from "../model/spec.ts";
import { matchesPattern } from "./matches-pattern.ts";
import { plainLine } from "./plain-text.ts";

/** What may be released from a branch. */
export interface BranchRole {
  readonly type: Exclude<ReleaseType, "rollback">;
  readonly channel: string | null;
  /** Identifier of its prereleases. */
  readonly prerelease?: string;
  /** Range its versions stay in. */
  readonly range?: string;
  /** It is one of the spec's, not taken for the first of them. */
  readonly named: boolean;
  /** The entry of `version.branches` that it matched. */
  readonly entry?: BranchSpec;
}

/** Names such as 1.x, 1.x.x and 1.2.x. */
const maintenance = /^\d{1,9}(?:\.(?:\d{1,9}|x))?\.x$/i;
/** How semantic-release's own defaults write all of them. */
const anyMaintenance = "+([0-9])?(.{+([0-9]),x}).x";

const identifier = /^(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*$/;

/** The entry of the spec that a branch matches: by its very name before any pattern. */
export function entryOf(branches: readonly BranchSpec[], name: string): BranchSpec | undefined {
  return (
    branches.find((each) => each.name === name) ??
    branches.find((each) => (each.name === anyMaintenance ? maintenance.test(name) : matchesPattern(name, each.name)))
  );
}

/**
 * The role of a branch. A branch that the spec does not name (a pull request's, a detached head) is taken for the first
 * release branch, so that a plan there says what merging it would release.
 * @throws `RS_PLAN_BRANCH` when what the spec makes of this very name cannot be released from.
 */
export function branchOf(branches: readonly BranchSpec[], name: string | null): BranchRole {
  const entry = name === null ? undefined : entryOf(branches, name);
  if (!entry || name === null) return { type: "release", channel: null, named: false };
  const fill = (text: string): string => fillName(text, name);
  const prerelease = entry.prerelease === undefined ? undefined : fill(entry.prerelease);
  if (prerelease !== undefined) {
    if (!identifier.test(prerelease)) throw unfit(name, `"${prerelease}" is no identifier of prereleases`, entry);
    return { type: "prerelease", channel: channelOf(entry, name, prerelease), prerelease, named: true, entry };
  }
  const range = entry.range === undefined ? (maintenance.test(name) ? name : undefined) : fill(entry.range);
  if (range !== undefined) {
    if (!maintenance.test(range)) throw unfit(name, `"${range}" is no range such as 1.x or 1.2.x`, entry);
    return { type: "maintenance", channel: channelOf(entry, name, range), range, named: true, entry };
  }
  return { type: "release", channel: channelOf(entry, name, null), named: true, entry };
}

/** Of branches with one commit, the one to release it from: a plain release branch first, then in the order of the spec. */
export function releasedFrom(branches: readonly BranchSpec[], names: readonly string[]): string | null {
  const found = names.flatMap((name) => {
    const entry = entryOf(branches, name);
    if (!entry) return [];
    const isPlain = entry.prerelease === undefined && entry.range === undefined && !maintenance.test(name);
    return [{ name, rank: branches.indexOf(entry) + (isPlain ? 0 : branches.length) }];
  });
  return found.toSorted((one, other) => one.rank - other.rank)[0]?.name ?? null;
}

function channelOf(entry: BranchSpec, name: string, otherwise: string | null): string | null {
  return entry.channel === undefined ? otherwise : fillName(entry.channel, name);
}

/** `{{name}}` is the branch's name, `{{slug}}` the same with a hyphen for whatever an identifier cannot hold. */
function fillName(text: string, name: string): string {
  const slug = name.replaceAll(/[^0-9A-Za-z-]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return text
    .split(/\{\{\s?(name|slug)\s?\}\}/)
    .map((part, at) => (at % 2 === 0 ? part : part === "name" ? name : slug))
    .join("");
}

function unfit(name: string, why: string, entry: BranchSpec): RelspecError {
  const shown = plainLine(name, 100);
  return new RelspecError("RS_PLAN_BRANCH", {
    message: `The branch ${shown} cannot be released from: ${plainLine(why, 200)}.`,
    suggestions: [
      `Say in \`version.branches\`, at "${plainLine(entry.name, 100)}", what it is: for example \`prerelease: "{{slug}}"\`.`,
    ],
    details: { branch: name },
  });
}
