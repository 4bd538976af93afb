import { cutNotes } from "../notes/cut-notes.ts";
import { plainText } from "../version/plain-text.ts";

/** A line that people do not see and that says whose the text is. */
export function markerOf(name: string, version: string, commit: string): string {
  const safe = (text: string) =>
    text
      .replace(/[^\w@./+-]/g, "_")
      .replaceAll("--", "_")
      .slice(0, 200);
  return `<!-- relspec: ${safe(name)} ${safe(version)} ${commit.slice(0, 12)} -->`;
}

interface Marked {
  readonly marker: string;
  /** Where all of it can be read. */
  readonly full: string;
  /** Characters at the most. */
  readonly longest: number;
}

/** Text with its marker, cut where it is longer than a forge takes, with the number of changes left out. */
export function markedText(text: string, { marker, full, longest }: Marked): string {
  const clean = plainText(text).trim();
  const whole = `${clean}\n\n${marker}`.trimStart();
  if (whole.length <= longest) return whole;
  const kept = cutNotes(clean, { limit: longest - marker.length - 8, url: full }).trimEnd();
  // A block of code that is cut in two would swallow what follows.
  const open = (kept.match(/^```/gm)?.length ?? 0) % 2 === 1;
  return `${kept}${open ? "\n```" : ""}\n\n${marker}`;
}

/** Line ends and spaces at the end are a forge's own matter. */
export function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\r\n?/g, "\n").trim();
  return plain(one) === plain(other);
}
