import type { PackageFact } from "@relspec/core";
import { type DependencyKind, siblingRange, workspaceRange } from "./sibling-range.ts";

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

/**
 * The ranges of a package that are published otherwise than they are written, because of what its workspace is released as and
 * what its catalogs say; in the manifest's order.
 */
export function dependencyChanges(
  fact: Pick<PackageFact, "dependencies">,
  workspace: readonly Sibling[],
): readonly DependencyChange[] {
  const versions = versionsOf(workspace);
  return fact.dependencies.flatMap(({ name, range, written = range, kind }) => {
    const version = versions.get(aliased(range) ?? name);
    const to = version === undefined || version === null ? range : siblingRange(range, version, kind);
    return to === written ? [] : [{ name, kind, from: written, to }];
  });
}

/**
 * The ranges of a package that change in its manifest, for a release commit: what leads to the package itself wherever it is
 * (`workspace:^`, `file:`, a catalog) stays, and so the workspace's own tool goes on to link it.
 */
export function manifestChanges(
  fact: Pick<PackageFact, "dependencies">,
  workspace: readonly Sibling[],
): readonly DependencyChange[] {
  const versions = versionsOf(workspace);
  return fact.dependencies.flatMap(({ name, range, written, kind }) => {
    const version = versions.get(aliased(range) ?? name);
    if (version === undefined || version === null || written !== undefined) return [];
    const to = workspaceRange(range, version, kind);
    return to === range ? [] : [{ name, kind, from: range, to }];
  });
}

/** By workspace, because every package asks for the same one. */
const known = new WeakMap<readonly Sibling[], ReadonlyMap<string, string | null>>();

function versionsOf(workspace: readonly Sibling[]): ReadonlyMap<string, string | null> {
  const before = known.get(workspace);
  if (before) return before;
  const versions = new Map(workspace.map(({ name, next, version }) => [name, next ?? version]));
  known.set(workspace, versions);
  return versions;
}

/** `workspace:other@^` depends on `other`, whatever it is called here. */
function aliased(range: string): string | undefined {
  return /^workspace:(@?[^@]+)@/.exec(range.trim())?.[1];
}
