import type { Leaf } from "./leaf.ts";

/** A version as people write it: at least two numbers with a dot, and what may follow. */
const version = /(?<![\w.])v?(\d+(?:\.\d+)+(?:[-+][0-9A-Za-z][0-9A-Za-z.+-]*)?)/d;

/**
 * The first version on each line that holds the marker; where such a line has none, on the line after it. The marker is plain
 * text. A marked line without a version is left out.
 */
export function markedVersions(text: string, marker: string): readonly Leaf[] {
  const found: Leaf[] = [];
  let after = false;
  for (const { line, start, number } of linesOf(text)) {
    const marked = line.includes(marker);
    // The marker may itself hold what looks like a version.
    const rest = marked ? line.replace(marker, " ".repeat(marker.length)) : line;
    const place: readonly [number, number] | undefined = marked || after ? version.exec(rest)?.indices?.[1] : undefined;
    if (place)
      found.push({ path: [number], value: line.slice(...place), start: start + place[0], end: start + place[1] });
    after = marked && !place;
  }
  return found;
}

/** `version = "1.0.0"` and `version '1.0.0'` of a Gradle build, at the beginning of a line. */
export function gradleVersions(text: string): readonly Leaf[] {
  return matches(text, /^version(?:[ \t]*=[ \t]*|[ \t]+)(["'])([^"'$\r\n]+)\1/d, 2);
}

/** The value of one key in a file of properties. */
export function propertyValues(text: string, key: string): readonly Leaf[] {
  return [...linesOf(text)].flatMap(({ line, start, number }) => {
    const [, before = "", name, value = ""] = /^([ \t]*([^\s=:#!]+)[ \t]*[=:][ \t]*)(\S*)/.exec(line) ?? [];
    if (name !== key || value === "") return [];
    return [{ path: [number], value, start: start + before.length, end: start + before.length + value.length }];
  });
}

/** The whole text, where it is one word. */
export function wholeText(text: string): readonly Leaf[] {
  const value = text.trim();
  const start = text.indexOf(value);
  return value === "" || /\s/.test(value) ? [] : [{ path: [1], value, start, end: start + value.length }];
}

function matches(text: string, pattern: RegExp, group: number): readonly Leaf[] {
  return [...linesOf(text)].flatMap(({ line, start, number }) => {
    const place = pattern.exec(line)?.indices?.[group];
    return place
      ? [{ path: [number], value: line.slice(...place), start: start + place[0], end: start + place[1] }]
      : [];
  });
}

function* linesOf(text: string): Generator<{ readonly line: string; readonly start: number; readonly number: number }> {
  let start = 0;
  for (let number = 1; start <= text.length; number++) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? text.length : end);
    yield { line, start, number };
    if (end === -1) return;
    start = end + 1;
  }
}
