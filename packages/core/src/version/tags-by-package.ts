import type { TagFact } from "../plugin/facts.ts";
import type { TagFormat } from "./tag-name.ts";

/**
 * The tags that may be of each package: those that begin as its tags do. A tag is looked up by its beginnings, so the work does
 * not grow with packages × tags.
 */
export function tagsByPackage<T extends Pick<TagFact, "name">>(
  names: readonly string[],
  tags: readonly T[],
  format: TagFormat,
): ReadonlyMap<string, readonly T[]> {
  if (format.shared) return new Map(names.map((name) => [name, tags]));
  const byPrefix = new Map<string, string[]>();
  for (const name of names) {
    const prefix = format.prefixOf(name);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), name]);
  }
  // Packages share no prefix unless the name comes after the version; then each tag is a candidate of all.
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))];
  const found = new Map<string, T[]>(names.map((name) => [name, []]));
  for (const tag of tags) {
    for (const length of lengths) {
      for (const name of byPrefix.get(tag.name.slice(0, length)) ?? []) found.get(name)?.push(tag);
    }
  }
  return found;
}
