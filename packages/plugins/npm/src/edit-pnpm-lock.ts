import type { LockChange } from "./edit-lock.ts";
import { membersOf, replaceParts, replaceScalar, textOf, yamlRoot } from "./yaml-places.ts";

const keyOf = {
  runtime: "dependencies",
  development: "devDependencies",
  optional: "optionalDependencies",
  // A peer that the package does not have otherwise is installed for it as a dependency.
  peer: "dependencies",
} as const;

/** A pnpm-lock.yaml after ranges of its packages have changed. Versions of workspace packages are not in it: they are links. */
export function editPnpmLock(text: string, changes: readonly LockChange[]): string {
  const importers = membersOf(yamlRoot(text).get("importers")?.value);
  const inOwnRight = new Set(
    changes.flatMap(({ kind, folder, name }) => (kind === "peer" ? [] : [JSON.stringify([folder, name])])),
  );
  const parts = changes.flatMap(({ kind, folder, name, from, to }) => {
    if (kind === "peer" && inOwnRight.has(JSON.stringify([folder, name]))) return [];
    const importer = membersOf(importers.get(folder === "" ? "." : folder)?.value);
    const dependency = membersOf(membersOf(importer.get(keyOf[kind])?.value).get(name)?.value);
    const specifier = dependency.get("specifier")?.value;
    return textOf(specifier) === from ? (replaceScalar(specifier, to, "'") ?? []) : [];
  });
  return replaceParts(text, parts);
}
