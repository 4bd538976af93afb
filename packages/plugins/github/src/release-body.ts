import { cutNotes, plainText } from "@relspec/core";

/** GitHub takes no longer text, in characters. */
export const longestBody = 125_000;

/** A line that people do not see and that says whose the text is. */
export function markerOf(name: string, version: string, commit: string): string {
  const safe = (text: string) =>
    text
      .replace(/[^\w@./+-]/g, "_")
      .replaceAll("--", "_")
      .slice(0, 200);
  return `<!-- relspec: ${safe(name)} ${safe(version)} ${commit.slice(0, 12)} -->`;
}

/** Text with its marker, cut where it is longer than GitHub takes, with the number of changes left out; `full` is where all of it can be read. */
export function bodyOf(text: string, { marker, full }: { readonly marker: string; readonly full: string }): string {
  const clean = plainText(text).trim();
  const whole = `${clean}\n\n${marker}`.trimStart();
  if (whole.length <= longestBody) return whole;
  const kept = cutNotes(clean, { limit: longestBody - marker.length - 8, url: full }).trimEnd();
  // A block of code that is cut in two would swallow what follows.
  const open = (kept.match(/^```/gm)?.length ?? 0) % 2 === 1;
  return `${kept}${open ? "\n```" : ""}\n\n${marker}`;
}

/** Line ends and spaces at the end are GitHub's own matter. */
export function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\r\n?/g, "\n").trim();
  return plain(one) === plain(other);
}
