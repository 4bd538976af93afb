import type { Change } from "../model/change.ts";
import { plainLine } from "../version/plain-text.ts";
import { forgeLinks, type ForgeLinks } from "./forge-links.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

interface Noted {
  readonly version: string;
  /** Null on a first release. */
  readonly previous: string | null;
  readonly changes: readonly Change[];
  /** Where the project is hosted; null: no links. */
  readonly url: string | null;
  /** RFC 3339; the notes show its day in UTC. */
  readonly date: string;
  readonly tag: string;
  readonly previousTag: string | null;
  /** Stands before the version: the package's name, where there are several. */
  readonly heading?: string;
}

/** Of one summary. */
const mostCharacters = 10_000;

/** Title of each group, in order, with the types in it. What asks for a release and is none of these is `Other changes`. */
const groups = [
  ["Features", "feat"],
  ["Bug fixes", "fix"],
  ["Performance", "perf"],
  ["Reverts", "revert"],
] as const;

/**
 * Notes of one version, in Markdown: breaking changes, then the others by type. The same input gives the same text. What
 * people wrote into commits is text in it and nothing else: no HTML, image, heading or mention.
 */
export function releaseNotes(noted: Noted): string {
  const { changes } = noted;
  const links = forgeLinks(noted.url);
  const shown = changes.filter((change) => change.bump !== undefined);
  const breaking = shown.filter((change) => change.breaking);
  const others = shown.filter((change) => !change.breaking);
  const named = new Set<string | undefined>(groups.map(([, type]) => type));
  const sections = [
    section(
      "Breaking changes",
      bySubjectMatter(breaking).map((change) => breakingItem(change, links)),
    ),
    ...groups.map(([name, type]) =>
      section(
        name,
        items(
          others.filter((change) => change.type?.toLowerCase() === type),
          links,
        ),
      ),
    ),
    section(
      "Other changes",
      items(
        others.filter((change) => !named.has(change.type?.toLowerCase())),
        links,
      ),
    ),
  ].filter((text) => text !== "");
  if (sections.length === 0) sections.push(noted.previous === null ? "First release.\n" : "No changes of its own.\n");
  return `${title(noted, links)}\n\n${sections.join("\n")}`;
}

function title({ version, date, tag, previousTag, heading }: Noted, links: ForgeLinks | null): string {
  const shown = links && previousTag !== null ? `[${version}](${links.compare(previousTag, tag)})` : version;
  const day = new Date(date).toISOString().slice(0, 10);
  return `## ${heading === undefined ? "" : `${escapeMarkdown(heading)} `}${shown} (${day})`;
}

function section(heading: string, list: readonly string[]): string {
  return list.length === 0 ? "" : `### ${heading}\n\n${list.join("\n")}\n`;
}

/** By scope, those without one first; within a scope as they were given. */
function items(changes: readonly Change[], links: ForgeLinks | null): readonly string[] {
  return bySubjectMatter(changes).map((change) =>
    change.file === undefined ? item(change, links) : told(change, links),
  );
}

/** An intent's summary is written for the notes, so that all of it is shown, paragraph by paragraph. */
function told(change: Change, links: ForgeLinks | null): string {
  const paragraphs = change.body.slice(0, mostCharacters).split(/\n[ \t]*\n/);
  const shown = paragraphs.map((each) => escapeMarkdown(plainLine(each, 2_000))).filter((each) => each !== "");
  return [item(change, links), ...shown.map((each) => `  ${each}`)].join("\n\n");
}

function bySubjectMatter(changes: readonly Change[]): readonly Change[] {
  const key = ({ scope = "" }: Change) => scope;
  return changes.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function item(change: Change, links: ForgeLinks | null): string {
  const { subject, end } = withoutEnd(change);
  const scope = change.scope === undefined ? "" : `**${escapeMarkdown(plainLine(change.scope, 80))}:** `;
  const hash = change.id.slice(0, 7);
  const marks = [
    links ? `[${hash}](${links.commit(change.id)})` : hash,
    ...referencesOf(change, subject, end).map((reference) => linked(reference, links)),
  ];
  return `- ${scope}${escapeMarkdown(subject)} (${marks.join(", ")})`;
}

function breakingItem(change: Change, links: ForgeLinks | null): string {
  if (change.file !== undefined) return told(change, links);
  const note = plainLine(change.breakingNote ?? "", 1_000);
  const line = item(change, links);
  return note === "" || note === plainLine(change.subject, 1_000) ? line : `${line}\n\n  ${escapeMarkdown(note)}`;
}

/** The pull request a forge puts at the end of a subject becomes one of the references. */
function withoutEnd(change: Change): { subject: string; end: string | null } {
  const line = plainLine(change.subject, 300);
  const found = / \((#\d{1,10})\)$/.exec(line);
  return found ? { subject: line.slice(0, found.index), end: found[1]! } : { subject: line, end: null };
}

function referencesOf({ references }: Change, subject: string, end: string | null): readonly string[] {
  const others = references.filter((reference) => reference !== end && !subject.includes(reference));
  return [...(end === null ? [] : [end]), ...others].slice(0, 10);
}

function linked(reference: string, links: ForgeLinks | null): string {
  const number = /^#(\d+)$/.exec(reference)?.[1];
  return links && number !== undefined ? `[#${number}](${links.issue(number)})` : escapeMarkdown(reference);
}
