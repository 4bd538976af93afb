import type { PackageFact } from "../plugin/facts.ts";
import { isRange, satisfiesRange } from "./satisfies.ts";

type Dependency = PackageFact["dependencies"][number];

/** `npm:other@^1` and `workspace:other@^` install `other` under the name of the dependency. */
const alias = /^(?:npm|workspace):(@?[^@]+)@(.*)$/;

/** Name of the package that a dependency stands for. */
export function dependencyTarget({ name, range }: Pick<Dependency, "name" | "range">): string {
  return alias.exec(range.trim())?.[1] ?? name;
}

/**
 * What a range within the workspace allowed when the dependency was last released: `workspace:^` and a path were published as
 * `^LAST`, `workspace:*` as exactly that version. Null when it is no range of versions, such as a tag or an address.
 */
export function publishedRange(written: string, last: string): string | null {
  const range = written.trim();
  if (/^(?:file|link|portal):/.test(range)) return `^${last}`;
  const [, , aliased] = alias.exec(range) ?? [];
  const inner = (aliased ?? range.replace(/^workspace:/, "")).trim();
  if (!range.startsWith("workspace:")) return movedAlong(inner, last);
  if (inner === "^" || inner === "~") return inner + last;
  if (inner === "*" || inner === "" || /^[./]/.test(inner)) return last;
  return movedAlong(inner, last);
}

/**
 * A range that did not hold for the last release was published as one that does, whatever the manifest still says: without a
 * release commit nothing is written there.
 */
function movedAlong(range: string, last: string): string | null {
  if (!isRange(range)) return null;
  if (satisfiesRange(last, range)) return range;
  return `${/^([\^~=]?)\s*v?\d+\.\d+\.\d[\w.+-]*$/.exec(range)?.[1] ?? "^"}${last}`;
}

/** The range that does not allow a version of the dependency any more; null when it does. */
export function leftRange(written: string, last: string | null, version: string): string | null {
  // What never was released, nobody can have a range of.
  if (last === null)
    return /^(?:workspace|file|link|portal):/.test(written.trim())
      ? written
      : isRange(written) && !satisfiesRange(version, written)
        ? written
        : null;
  const range = publishedRange(written, last);
  return range === null || satisfiesRange(version, range) ? null : range;
}
