import type { PackageFact } from "@relspec/core";
import { type DependencyKind, siblingRange } from "./sibling-range.ts";

/** A range that is published instead of the one in the manifest. */
export type DependencyChange = {
  /** Name of the dependency: its key in the manifest. */
  readonly name: string;
  readonly kind: DependencyKind;
  /** As the manifest says. */
  readonly from: string;
  readonly to: string;
};

type Sibling = Pick<PackageFact, "name" | "version" | "path"> & { readonly next: string | null };

/** The ranges of a package that change because of what its workspace is released as; in the manifest's order. */
export function dependencyChanges(
  fact: Pick<PackageFact, "dependencies">,
  workspace: readonly Sibling[],
): readonly DependencyChange[] {
  const versions = new Map(workspace.map(({ name, next, version }) => [name, next ?? version]));
  return fact.dependencies.flatMap(({ name, range, kind }) => {
    const version = versions.get(aliased(range) ?? name);
    if (version === undefined || version === null) return [];
    const to = siblingRange(range, version, kind);
    return to === range ? [] : [{ name, kind, from: range, to }];
  });
}

/** `workspace:other@^` depends on `other`, whatever it is called here. */
function aliased(range: string): string | undefined {
  return /^workspace:(@?[^@]+)@/.exec(range.trim())?.[1];
}
