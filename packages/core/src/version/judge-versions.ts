import { RelspecError } from "../errors/relspec-error.ts";
import type { Change } from "../model/change.ts";
import type { PlannedPackage, PlanWarning } from "../model/plan.ts";
import type { Spec } from "../model/spec.ts";
import type { History, PackageFact } from "../plugin/facts.ts";
import type { BranchRole } from "./branch-of.ts";
import type { PastReleases } from "./last-release.ts";
import { plainLine } from "./plain-text.ts";
import { compareVersions, isVersion, satisfiesRange } from "./satisfies.ts";

type Planned = Omit<PlannedPackage, "notes">;

/**
 * A maintenance branch stays in its range, and below what other branches have already released.
 * @throws `RS_PLAN_INVALID` naming the change that asks for more.
 */
export function refuseOutOfRange(
  planned: Planned,
  branch: BranchRole,
  past: PastReleases,
  changes: readonly Change[],
): void {
  if (branch.type !== "maintenance" || branch.range === undefined) return;
  const taken = lowestAbove(past);
  const inRange = satisfiesRange(planned.to, branch.range);
  if (inRange && (taken === null || compareVersions(planned.to, taken) < 0)) return;
  const change = changes.find((each) => each.packages.includes(planned.name) && each.bump === planned.bump);
  const cause = change
    ? `"${plainLine(change.header, 80)}" (${change.id.slice(0, 7)}) asks`
    : "what it depends on asks";
  const limit = inRange
    ? `${taken} is already released from another branch`
    : `the range of this branch is ${branch.range}`;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: `${planned.name} cannot become ${planned.to} here: ${cause} for it, but ${limit}.`,
    suggestions: [
      "Take the change out of this branch with `git revert`, and release it from a branch whose range allows it.",
    ],
    details: {
      package: planned.name,
      from: planned.from,
      to: planned.to,
      range: branch.range,
      taken,
      commit: change?.id ?? null,
    },
  });
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

function lowestAbove({ last, elsewhere }: PastReleases): string | null {
  const above = elsewhere.filter((version) => last === null || compareVersions(version, last.version) > 0);
  return above.sort(compareVersions)[0] ?? null;
}

export function findBranchWarnings({ version }: Spec, { head }: History, branch: BranchRole): readonly PlanWarning[] {
  if (branch.named || head.branch === null) return [];
  const first = version.branches[0]?.name ?? "main";
  return [
    {
      code: "RS_PLAN_TREE",
      message: `The branch ${plainLine(head.branch, 100)} is not one to release from; this is what ${plainLine(first, 100)} would release with these commits.`,
      suggestions: ["Name the branch under `version.branches` if it is one to release from."],
    },
  ];
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
