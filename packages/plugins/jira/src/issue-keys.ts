import type { Change } from "@relspec/core";

/** Issues of a project that changes name, each once, by number. */
export function issueKeys(changes: readonly Pick<Change, "references">[], project: string): readonly string[] {
  const prefix = `${project}-`;
  const keys = changes.flatMap(({ references }) => references.filter((each) => each.startsWith(prefix)));
  return sortedKeys(keys.filter((key) => /^[1-9]\d{0,9}$/.test(key.slice(prefix.length))));
}

/** By project, then by number; each once. */
export function sortedKeys(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
