import { RelspecError } from "../errors/relspec-error.ts";
import type { Change } from "../model/change.ts";
import type { PlannedPackage, PlanWarning } from "../model/plan.ts";
import type { History, PackageFact } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import { accepts, type BranchLine, branchRanges, inRange, rangeText, type VersionRange } from "./branch-ranges.ts";
import type { PastReleases } from "./last-release.ts";
import { plainLine } from "./plain-text.ts";
import { compareVersions, isVersion } from "./satisfies.ts";

type Planned = Omit<PlannedPackage, "notes">;

/** What a package's branch may release; null where nothing bounds it: a prerelease branch, or one that is not released from. */
export function rangeFor(
  lines: readonly BranchLine[],
  branch: BranchRole,
  head: History["head"],
  initial: string,
): VersionRange | null {
  if (!branch.named || branch.type === "prerelease" || head.branch === null) return null;
  return branchRanges(lines, initial).get(head.branch) ?? null;
}

/**
 * A branch stays in its range, so that no version is released twice and no channel goes back.
 * @throws `RS_PLAN_RANGE` naming the change that asks for more, and the branches that would allow it.
 */
export function refuseOutOfRange(
  planned: Planned,
  {
    range,
    lines,
    initial,
    branch,
  }: {
    readonly range: VersionRange | null;
    readonly lines: readonly BranchLine[];
    readonly initial: string;
    readonly branch: string | null;
  },
  changes: readonly Change[],
): void {
  if (range === null) return;
  const owner = lines.find((line) => line.name !== branch && line.versions.includes(planned.to));
  // A first release is what the spec or the manifest says it is: there is nothing that it could come before.
  const first = lines.every(({ versions }) => versions.length === 0);
  if (!owner && (inRange(planned.to, range) || (first && range.max === null))) return;
  const change = changes.find((each) => each.packages.includes(planned.name) && each.bump === planned.bump);
  const cause = change
    ? `"${plainLine(change.header, 80)}" (${change.id.slice(0, 7)}) asks`
    : "what it depends on asks";
  const shown = plainLine(branch ?? "", 100);
  const taken = owner ? `${planned.to} is released from ${plainLine(owner.name, 100)} already` : null;
  const limit = taken ?? range.because ?? `${range.min} is the latest version before it`;
  const allowing = [...branchRanges(lines, initial)]
    .filter(([name, other]) => name !== branch && planned.bump !== null && accepts(other, planned.bump))
    .map(([name]) => plainLine(name, 100));
  const where = allowing.length > 0 ? `; ${listed(allowing)} may release it` : "";
  throw new RelspecError("RS_PLAN_RANGE", {
    message: `${planned.name} cannot become ${planned.to} here: ${cause} for it, but ${shown} releases ${rangeText(range)}, because ${limit}${where}.`,
    suggestions: [
      allowing[0] === undefined
        ? "Take the change out of this branch with `git revert`, and release it from a branch whose range allows it."
        : `Take the change out of ${shown} with \`git revert\`, and merge it into ${allowing[0]}.`,
    ],
    details: {
      package: planned.name,
      from: planned.from,
      to: planned.to,
      branch,
      range: rangeText(range),
      allowedBy: allowing,
      commit: change?.id ?? null,
    },
  });
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** A version given by hand must not say less than the changes do: a breaking change as a minor one deceives whoever installs it. */
export function refuseTooLow(
  { name, to, least }: { readonly name: string; readonly to: string; readonly least: string },
  changes: ReadonlyMap<string, readonly Change[]>,
): void {
  if (compareVersions(to, least) >= 0) return;
  const asking =
    (changes.get(name) ?? []).find(({ bump }) => bump === "major") ??
    (changes.get(name) ?? []).find(({ bump }) => bump === "minor");
  const cause = asking
    ? `"${plainLine(asking.header, 80)}" (${asking.id.slice(0, 7)}) asks`
    : "the other strategies ask";
  throw new RelspecError("RS_PLAN_INVALID", {
    message: `${name} is to become ${to} by hand, but ${cause} for ${least} at least.`,
    suggestions: [`Give it ${least} or more.`, "Or let versions be given by hand alone: `version.strategy: manual`."],
    details: { package: name, to, least, commit: asking?.id ?? null },
  });
}

export function findPackageWarnings(
  planned: Planned,
  fact: PackageFact,
  past: PastReleases,
  branch: BranchRole,
): readonly PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (branch.type === "release" && past.elsewhere.includes(planned.to)) {
    warnings.push({
      code: "RS_PLAN_CONFLICT",
      message: `${planned.name} ${planned.to} is already tagged on a commit that is not part of this branch.`,
      suggestions: ["Bring the branch up to date: `git pull`."],
    });
  }
  if (
    past.last === null &&
    fact.version !== null &&
    isVersion(fact.version) &&
    compareVersions(fact.version, planned.to) > 0
  ) {
    warnings.push({
      code: "RS_PLAN_HISTORY",
      message: `${planned.name} says it is ${fact.version}, but there is no tag of a release, so this would be its first one: ${planned.to}.`,
      suggestions: [
        `Tag the commit that ${fact.version} was made from: \`git tag ${planned.tag.replace(planned.to, () => fact.version ?? "")} COMMIT\`.`,
      ],
    });
  }
  return warnings;
}
