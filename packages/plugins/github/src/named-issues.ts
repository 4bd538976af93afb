import type { Change } from "@relspec/core";

/** Numbers of the issues and pull requests of one repository that changes name: `#12`, `acme/lib#12`. */
export function namedIssues(changes: readonly Pick<Change, "references">[], repository: string): readonly number[] {
  const numbers = new Set<number>();
  for (const reference of changes.flatMap(({ references }) => references)) {
    const [, of, digits] = /^([\w.-]+\/[\w.-]+)?#([1-9]\d{0,8})$/.exec(reference) ?? [];
    if (digits !== undefined && (of === undefined || of.toLowerCase() === repository.toLowerCase()))
      numbers.add(Number(digits));
  }
  return [...numbers].toSorted((a, b) => a - b);
}
