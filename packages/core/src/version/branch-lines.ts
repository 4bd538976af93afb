import type { Spec } from "../model/spec.ts";
import type { BranchFact, History } from "../plugin/facts.ts";
import { branchOf, type BranchRole } from "./branch-of.ts";
import { type BranchLine, sortByRange } from "./branch-ranges.ts";
import type { TagFormat } from "./tag-name.ts";
import { tagsByPackage } from "./tags-by-package.ts";

/**
 * By name of the package: the branches to release from, maintenance branches first, then release branches as the spec orders
 * them, then prerelease branches. One whose name the spec can make nothing of is left out, and holds up nobody else.
 */
export function branchLines(
  names: readonly string[],
  {
    history,
    spec,
    format,
  }: { readonly history: History; readonly spec: Pick<Spec, "version">; readonly format: TagFormat },
): ReadonlyMap<string, readonly BranchLine[]> {
  const { branches } = spec.version;
  const known = [...(history.branches ?? []), ...unseen(history, branches[0]?.name)].flatMap((branch) => {
    const role = roleOf(branches, branch.name);
    const tags = tagsByPackage(
      names,
      branch.tags.map((name) => ({ name })),
      format,
    );
    return role?.named ? [{ branch, role, tags }] : [];
  });
  const place = ({ entry }: BranchRole): number => (entry ? branches.indexOf(entry) : -1);
  const order = known.toSorted((a, b) => place(a.role) - place(b.role));
  return new Map(
    names.map((name) => {
      const lines = order.map(({ branch, role, tags }): BranchLine => ({
        name: branch.name,
        role,
        versions: (tags.get(name) ?? [])
          .map((tag) => format.versionIn(tag.name, name))
          .filter((version) => version !== null),
      }));
      const of = (type: BranchRole["type"]): readonly BranchLine[] => lines.filter(({ role }) => role.type === type);
      return [name, [...sortByRange(of("maintenance")), ...of("release"), ...of("prerelease")]];
    }),
  );
}

function roleOf(branches: Spec["version"]["branches"], name: string): BranchRole | null {
  try {
    return branchOf(branches, name);
  } catch {
    return null;
  }
}

/** Of the first branch of the spec and the checked-out one, what a clone does not show: any tag may be on the first. */
function unseen({ head, tags, branches = [] }: History, first: string | undefined): readonly BranchFact[] {
  const missing = (name: string | null | undefined): name is string =>
    name !== null && name !== undefined && !branches.some((each) => each.name === name);
  const here = missing(head.branch)
    ? [{ name: head.branch, tags: tags.filter(({ merged }) => merged).map(({ name }) => name) }]
    : [];
  const isPattern = first !== undefined && /[*?{+]/.test(first);
  return first !== head.branch && missing(first) && !isPattern
    ? [...here, { name: first, tags: tags.map(({ name }) => name) }]
    : here;
}
