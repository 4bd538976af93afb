import { RelspecError } from "../errors/relspec-error.ts";
import type { GroupSpec, Spec } from "../model/spec.ts";
import { matchesPattern } from "./matches-pattern.ts";

/** A fixed or linked group with the names of its packages. */
export interface GroupMembers {
  readonly name: string;
  readonly kind: "fixed" | "linked";
  readonly names: readonly string[];
}

/**
 * The groups of the spec with the packages they name, by pattern or because a package names its group. An independent group
 * takes its packages out of the others.
 * @throws `RS_SPEC_INVALID`: a name or pattern that no package has, a package in two groups.
 */
export function groupMembers(
  spec: Pick<Spec, "groups" | "packages">,
  names: readonly string[],
): readonly GroupMembers[] {
  const known = new Set(names);
  const listed = spec.packages === "auto" ? [] : spec.packages;
  const members = spec.groups.map((group) => {
    const found = new Set(group.packages.flatMap((pattern) => matching(pattern, names, known, group)));
    for (const each of listed) if (each.group === group.name) found.add(each.name);
    return { group, found };
  });
  const alone = new Set(members.flatMap(({ group, found }) => (group.kind === "independent" ? [...found] : [])));
  const taken = new Map<string, string>();
  return members.flatMap(({ group: { name, kind }, found }) => {
    if (kind === "independent") return [];
    const own = names.filter((each) => found.has(each) && !alone.has(each));
    for (const each of own) {
      const other = taken.get(each);
      if (other !== undefined) throw inTwo(each, other, name);
      taken.set(each, name);
    }
    return [{ name, kind, names: own }];
  });
}

function matching(
  pattern: string,
  names: readonly string[],
  known: ReadonlySet<string>,
  { name }: GroupSpec,
): readonly string[] {
  const found = known.has(pattern)
    ? [pattern]
    : /[*?{]/.test(pattern)
      ? names.filter((each) => matchesPattern(each, pattern))
      : [];
  if (found.length > 0) return found;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `The group "${name}" names ${JSON.stringify(pattern)}, and no package is called that.`,
    suggestions: [
      `Mend \`packages\` of the group; there ${names.length === 1 ? "is" : "are"}: ${names.slice(0, 20).join(", ")}${names.length > 20 ? " …" : ""}.`,
    ],
    details: { group: name, pattern },
  });
}

function inTwo(name: string, one: string, other: string): RelspecError {
  return new RelspecError("RS_SPEC_INVALID", {
    message: `The package "${name}" is in two groups: "${one}" and "${other}".`,
    suggestions: ["Take it out of one of them."],
    details: { package: name, groups: [one, other] },
  });
}
