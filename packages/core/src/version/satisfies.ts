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

/** Digits that a number is exact with. */
const dotted = /^(\d{1,15}(?:\.\d{1,15}){1,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Whether a text is a version of any scheme: semantic, or two to four numbers with dots as calendars give, `2026.01.3`. */
export function isAnyVersion(text: string): boolean {
  return isVersion(text) || dotted.test(text);
}

/** Below 0 when `a` comes before `b`: in the order of Semantic Versioning, and number by number in other schemes. */
export function compareVersions(a: string, b: string): number {
  return valid(a) !== null && valid(b) !== null ? compare(a, b) : compareDotted(a, b);
}

function compareDotted(a: string, b: string): number {
  const [one, other] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const [pre, post] = [dotted.exec(a)?.[2], dotted.exec(b)?.[2]];
  if (pre === undefined || post === undefined) return Number(pre === undefined) - Number(post === undefined);
  return compare(`0.0.0-${pre}`, `0.0.0-${post}`, true);
}

/** The numbers of a version, from the left, without those of a prerelease. */
export function numbersOf(version: string): readonly number[] {
  const main = /^[\d.]*/.exec(version)?.[0] ?? "";
  return main
    .split(".")
    .filter((part) => part !== "")
    .map(Number);
}

export function isPrerelease(version: string): boolean {
  return valid(version) === null ? dotted.exec(version)?.[2] !== undefined : prerelease(version) !== null;
}
