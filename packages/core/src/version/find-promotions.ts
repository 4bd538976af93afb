import { RelspecError } from "../errors/relspec-error.ts";
import type { PackageFact } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import { type BranchLine, mergeRange } from "./branch-ranges.ts";
import { plainLine } from "./plain-text.ts";
import { compareVersions, isPrerelease } from "./satisfies.ts";
import type { TagFormat } from "./tag-name.ts";

type Channels = readonly (string | null)[];

/** A released version that has come to another branch by a merge, and is not on that branch's channel yet. */
export interface Promotion {
  readonly fact: PackageFact;
  readonly version: string;
  readonly tag: string;
  /** Where it is already. */
  readonly channels: Channels;
  /** What the channel gave before; null when nothing. */
  readonly before: { readonly version: string; readonly tag: string } | null;
}

interface Finding {
  readonly packages: readonly PackageFact[];
  readonly channels: ReadonlyMap<string, Channels> | undefined;
  readonly lines: ReadonlyMap<string, readonly BranchLine[]>;
  readonly format: TagFormat;
  readonly branch: BranchRole;
  readonly name: string | null;
}

/**
 * What a branch has got by a merge from one that comes after it in the spec: for each package the highest version, when that is
 * its latest on the branch. Semantics of semantic-release 25 (`lib/get-release-to-add.js`).
 * @throws `RS_PLAN_RANGE` for a version that a maintenance branch cannot hold.
 */
export function findPromotions(finding: Finding): readonly Promotion[] {
  const { packages, branch, name } = finding;
  if (!branch.named || branch.type === "prerelease" || name === null) return [];
  return packages.flatMap((fact) => {
    const found = promotionOf(fact, finding);
    return found ? [found] : [];
  });
}

function promotionOf(fact: PackageFact, finding: Finding): Promotion | null {
  const { channels, format, branch, name } = finding;
  const lines = finding.lines.get(fact.name) ?? [];
  const here = lines.findIndex((line) => line.name === name);
  const higher = new Set(
    lines.slice(here + 1).flatMap(({ role }) => (role.type === "prerelease" ? [] : [role.channel])),
  );
  const released = (lines[here]?.versions ?? []).map((version) => {
    const tag = format.nameOf(fact.name, version);
    return { version, tag, channels: channels?.get(tag) ?? [null] };
  });
  const sorted = released.toSorted((a, b) => compareVersions(b.version, a.version));
  const limits = here !== -1 && branch.type === "maintenance" ? mergeRange(lines[here]!, lines) : null;
  const found = sorted.find(
    (each) =>
      !each.channels.includes(branch.channel) &&
      each.channels.some((channel) => higher.has(channel)) &&
      (limits === null || compareVersions(each.version, limits.from) >= 0),
  );
  const stable = sorted.filter(({ version }) => !isPrerelease(version));
  if (!found || (stable[0] && compareVersions(stable[0].version, found.version) > 0)) return null;
  if (limits !== null && compareVersions(found.version, limits.end) >= 0)
    throw outOfRange(fact, found.version, name ?? "", branch, limits);
  const before = stable.find((each) => each !== found && each.channels.includes(branch.channel)) ?? null;
  return { fact, ...found, before: before && { version: before.version, tag: before.tag } };
}

function outOfRange(
  fact: PackageFact,
  version: string,
  branch: string,
  { range }: BranchRole,
  { from, end }: { readonly from: string; readonly end: string },
): RelspecError {
  const shown = plainLine(branch, 100);
  return new RelspecError("RS_PLAN_RANGE", {
    message: `${fact.name} ${version} was merged into ${shown}, which releases >=${from} <${end} only.`,
    suggestions: [`Take the merge out of ${shown} with \`git revert -m 1 MERGE\`, and pick single commits instead.`],
    details: { package: fact.name, version, branch, range: range ?? null },
  });
}
