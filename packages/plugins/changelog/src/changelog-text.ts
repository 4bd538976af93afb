import { changelogPreamble } from "@relspec/core";
import type { ChangelogEntry } from "./entries-of.ts";
import { type Heading, type Layout, readLayout } from "./read-layout.ts";

// A file is handled as one character for each byte, so that whatever its encoding is, what is not ours stays as it is.

/** A file's bytes as text in which offsets are those of the bytes. */
export function fromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

export function toBytes(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** An insertion: the text with it, and what was put around the entries. */
export interface Insertion {
  readonly text: string;
  readonly lead: string;
  readonly trail: string;
}

/** What a file says of an entry: nothing, just this, or something else under its title. */
export function findEntry(text: string, entry: ChangelogEntry): "missing" | "same" | "other" {
  const found = sectionOf(text, readLayout(text), latin(entry.title));
  if (!found) return "missing";
  return plain(text.slice(found.start, found.end)) === plain(latin(entry.text)) ? "same" : "other";
}

/**
 * The entries above all others: below the header and the section of what is unreleased. Null: the file is not laid out as a
 * changelog, so that nobody can tell where an entry belongs.
 */
export function insertEntries(text: string, entries: readonly ChangelogEntry[]): Insertion | null {
  const eol = lineEnd(text);
  const block = blockOf(entries, eol);
  if (text.trim() === "")
    return {
      text: text + ended(changelogPreamble, eol) + eol + block,
      lead: ended(changelogPreamble, eol) + eol,
      trail: "",
    };
  const layout = readLayout(text);
  const first = layout.headings.find(
    (heading) => isRelease(heading) || (heading.level === 2 && !isUnreleased(heading)),
  );
  if (first) return put(text, first.start, { block, lead: "", trail: eol });
  if (layout.isOpen || !isHeaderOnly(text, layout)) return null;
  const last = layout.headings.at(-1)?.start ?? 0;
  const links = layout.links.find((at) => at > last);
  const at = links ?? text.length;
  return put(text, at, { block, lead: blankLine(text.slice(0, at), eol), trail: links === undefined ? "" : eol });
}

/** The text without the entries, where they are as they were written; `left` names the others. */
export function removeEntries(
  text: string,
  entries: readonly ChangelogEntry[],
  { lead, trail }: Pick<Insertion, "lead" | "trail"> | { readonly lead?: undefined; readonly trail?: undefined },
): { readonly text: string; readonly left: readonly string[] } {
  const whole = lead === undefined ? null : lead + blockOf(entries, lineEnd(text)) + trail;
  const at = whole === null ? -1 : text.indexOf(whole);
  if (whole !== null && at !== -1) return { text: text.slice(0, at) + text.slice(at + whole.length), left: [] };
  return entries.reduce<{ text: string; left: readonly string[] }>(
    (before, entry) => {
      const state = findEntry(before.text, entry);
      if (state === "missing") return before;
      const found = sectionOf(before.text, readLayout(before.text), latin(entry.title));
      if (state === "other" || !found) return { ...before, left: [...before.left, entry.title] };
      return { ...before, text: before.text.slice(0, found.start) + before.text.slice(found.end) };
    },
    { text, left: [] },
  );
}

function put(
  text: string,
  at: number,
  { block, lead, trail }: { block: string; lead: string; trail: string },
): Insertion {
  return { text: text.slice(0, at) + lead + block + trail + text.slice(at), lead, trail };
}

function blockOf(entries: readonly ChangelogEntry[], eol: string): string {
  return entries.map(({ text }) => ended(latin(text), eol)).join(eol);
}

/** From the heading to the next of its kind, or to the definitions of links. */
function sectionOf(
  text: string,
  { headings, links }: Layout,
  title: string,
): { start: number; end: number } | undefined {
  const index = headings.findIndex((heading) => heading.level <= 3 && titleOf(heading) === title);
  const heading = headings[index];
  if (!heading) return undefined;
  const next = headings.slice(index + 1).find((other) => other.level <= heading.level || isRelease(other));
  const ends = [next?.start, links.find((at) => at > heading.start)].filter((each) => each !== undefined);
  return { start: heading.start, end: Math.min(text.length, ...ends) };
}

/** `[1.2.0] - 2026-01-02`, `v1.2.0 (2026-01-02)` and `[1.2.0](https://…)` are all 1.2.0. */
function titleOf({ text }: Heading): string {
  const title = /^\[([^\]]*)\]/.exec(text)?.[1] ?? /^\S*/.exec(text)?.[0] ?? "";
  return title.replace(/^v(?=\d)/, "");
}

function isRelease(heading: Heading): boolean {
  return heading.level <= 3 && /^(?:.+@)?\d+\.\d+\.\d+/.test(titleOf(heading));
}

function isUnreleased({ text }: Heading): boolean {
  return /^\[?unreleased\b/i.test(text);
}

/** Nothing but a title with some words, or with the section of what is unreleased. */
function isHeaderOnly(text: string, { headings, hasOther }: Layout): boolean {
  if (headings.some((heading) => heading.level === 2 && isUnreleased(heading))) return true;
  const [title, ...others] = headings;
  return (
    title?.level === 1 &&
    others.length === 0 &&
    !hasOther &&
    text.slice(0, title.start).replace("\u00ef\u00bb\u00bf", "").trim() === ""
  );
}

function lineEnd(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** What it takes for the text to end in an empty line. */
function blankLine(text: string, eol: string): string {
  if (/\n\r?\n$/.test(text.slice(-4))) return "";
  return text.endsWith("\n") ? eol : eol + eol;
}

function ended(text: string, eol: string): string {
  return eol === "\n" ? text : text.replaceAll("\n", eol);
}

/** Without what an editor may have changed: line ends, and white space at the end. */
function plain(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

function latin(text: string): string {
  return fromBytes(Buffer.from(text, "utf8"));
}
