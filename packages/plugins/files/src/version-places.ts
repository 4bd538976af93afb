import { findVersions, type Selector } from "./find-versions.ts";
import { splitMark } from "./text-file.ts";

/** A version in a file: what is replaced, and nothing around it. */
export interface VersionPlace {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const whole = /^v?(\d[\w.+!-]*)$/d;
const within = /(?<![\w.])v?(\d+(?:\.\d+)+(?:[-+][0-9A-Za-z][0-9A-Za-z.+-]*)?)/d;

/**
 * The versions that a selector stands for. Of a text with more in it (`acme/app:v1.2.0`) only the version is one, without a `v`;
 * null stands for a text that holds none.
 */
export async function versionPlaces(text: string, selector: Selector): Promise<readonly (VersionPlace | null)[]> {
  const [mark, rest] = splitMark(text);
  return (await findVersions(rest, selector)).map(({ start, end }) => {
    const written = rest.slice(start, end);
    const place = (whole.exec(written) ?? within.exec(written))?.indices?.[1];
    if (!place) return null;
    const offset = mark.length + start;
    return { value: written.slice(...place), start: offset + place[0], end: offset + place[1] };
  });
}

/** The text with a version at each place; everything else stays as it is, byte for byte. */
export function withVersions(text: string, places: readonly VersionPlace[], versions: readonly string[]): string {
  let after = "";
  let at = 0;
  for (const [index, { start, end }] of places.entries()) {
    after += text.slice(at, start) + (versions[index] ?? text.slice(start, end));
    at = end;
  }
  return after + text.slice(at);
}
