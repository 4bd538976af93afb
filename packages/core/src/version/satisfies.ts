import satisfies from "semver/functions/satisfies.js";
import compare from "semver/functions/compare.js";
import valid from "semver/functions/valid.js";
import prerelease from "semver/functions/prerelease.js";
import gtr from "semver/ranges/gtr.js";
import validRange from "semver/ranges/valid.js";

/** Whether a text is a version of Semantic Versioning 2.0.0, written plainly: no `v`, no white space. */
export function isVersion(text: string): boolean {
  return valid(text) !== null && /^\d/.test(text) && text === text.trim();
}

export function isRange(text: string): boolean {
  return validRange(text) !== null;
}

/** Whether a version is in a range. A text that is no version or no range satisfies nothing. */
export function satisfiesRange(
  version: string,
  range: string,
  options: { readonly includePrerelease?: boolean } = {},
): boolean {
  return satisfies(version, range, options);
}

/** Whether a version is greater than all of a range. Both must be valid. */
export function isAbove(version: string, range: string): boolean {
  return gtr(version, range);
}

/** Below 0 when `a` comes before `b` in the order of Semantic Versioning. Both must be versions. */
export function compareVersions(a: string, b: string): number {
  return compare(a, b);
}

export function isPrerelease(version: string): boolean {
  return prerelease(version) !== null;
}
