import { RelspecError } from "@relspec/core";
import type { DependencyChange } from "./dependency-change.ts";
import { editJson } from "./edit-json.ts";
import { dependencyKeys, parseManifest } from "./read-manifest.ts";

interface Stamp {
  readonly name: string;
  /** Undefined takes the version out. */
  readonly version: string | undefined;
  readonly dependencies: readonly DependencyChange[];
}

const keyOf = Object.fromEntries(Object.entries(dependencyKeys).map(([key, kind]) => [kind, key])) as Record<
  DependencyChange["kind"],
  string
>;

/**
 * The text of a manifest with version and ranges written in; everything else stays as it is.
 * @throws `RS_STEP_FAILED` when it is of another package, or would leave the workspace with a range nobody else can read.
 */
export function stampManifest(text: string, { name, version, dependencies }: Stamp): string {
  const manifest = parseManifest(text, "package.json");
  if (manifest.name !== name) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `The package.json of ${name} names another package: ${manifest.name ?? "none"}.`,
      suggestions: ["A script that runs while packing (prepack, prepare) may have changed it."],
    });
  }
  return editJson(text, [
    { path: ["version"], value: version, after: "name" },
    ...dependencies.map(({ name: dependency, kind, to }) => ({ path: [keyOf[kind], dependency] as const, value: to })),
  ]);
}

/** Refuse a manifest that only this workspace's own tool could install from. */
export function refuseWorkspaceRanges(text: string, name: string): void {
  const left = parseManifest(text, "package.json").dependencies.find(
    ({ range, kind }) => kind !== "development" && /^(?:workspace|catalog):/.test(range.trim()),
  );
  if (!left) return;
  const { name: dependency, range } = left;
  const catalog = range.trim().startsWith("catalog:");
  throw new RelspecError("RS_STEP_FAILED", {
    message: `${name} depends on ${JSON.stringify(dependency)} by ${JSON.stringify(range)}, which nobody outside this workspace can install.`,
    details: { package: name, dependency, range },
    suggestions: [
      catalog
        ? `Write the range itself to the package.json of ${name}.`
        : `Look whether the workspace has a package named ${JSON.stringify(dependency)}.`,
    ],
  });
}
