import { escapeMarkdown } from "./escape-markdown.ts";
import type { NoteAuthor, NoteGroup, NoteItem, PackageNotes } from "./notes-data.ts";
import { prose } from "./prose.ts";

interface Wording {
  /** Begin with the package's name: where there are several. */
  readonly named: boolean;
  /** `@name` in a commit stays a mention. */
  readonly mentions: boolean;
  /** Commits are named by the beginning of their ids. */
  readonly commits: boolean;
}

/**
 * Notes of one package in Markdown: breaking changes, then the others by group, what it depends on, who took part. The same
 * input gives the same text. What people wrote into commits is text in it and nothing else: no HTML, image, heading, and no
 * mention unless asked for.
 */
export function releaseNotes(notes: PackageNotes, wording: Wording): string {
  const sections = [
    section(notes.breaking, wording),
    ...notes.groups.map((group) => section(group, wording)),
    dependencies(notes),
    contributors(notes.contributors),
  ].filter((text) => text !== "");
  if (sections.length === 0) sections.push(notes.previous === null ? "First release.\n" : "No changes of its own.\n");
  return `${title(notes, wording)}\n\n${sections.join("\n")}`;
}

function title({ name, version, compare, date }: PackageNotes, { named }: Wording): string {
  const shown = compare === null ? version : `[${version}](${compare})`;
  return `## ${named ? `${escapeMarkdown(name)} ` : ""}${shown} (${date})`;
}

function section({ title: heading, items }: NoteGroup, wording: Wording): string {
  if (items.length === 0) return "";
  return `### ${escapeMarkdown(heading)}\n\n${items.map((item) => itemText(item, wording)).join("\n")}\n`;
}

function itemText(item: NoteItem, wording: Wording): string {
  const { mentions } = wording;
  const below = [
    ...(item.upgrade === null ? [] : prose(item.upgrade, { limit: 10_000, mentions })),
    ...(item.text === null ? [] : prose(item.text, { limit: 10_000, mentions })),
    ...(item.howTo === null ? [] : [`  How to use it: ${link(item.howTo, mentions)}`]),
  ];
  return [itemLine(item, wording), ...below].join("\n\n");
}

function itemLine(item: NoteItem, { mentions, commits }: Wording): string {
  const scope = item.scope === null ? "" : `**${escapeMarkdown(item.scope, { mentions })}:** `;
  const marks = [
    ...(commits ? [link({ text: item.id.slice(0, 7), url: item.url }, mentions)] : []),
    ...item.references.map((reference) => link(reference, mentions)),
  ];
  const behind = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
  const by = item.authors.length === 0 ? "" : ` by ${item.authors.map(({ name }) => escapeMarkdown(name)).join(", ")}`;
  return `- ${scope}${escapeMarkdown(item.subject, { mentions })}${behind}${by}`;
}

/** Text with the address it stands for. An address shows itself. */
function link({ text, url }: { readonly text: string; readonly url: string | null }, mentions: boolean): string {
  if (url === null) return escapeMarkdown(text, { mentions });
  return text === url ? `<${url}>` : `[${/^[#!]\d+$/.test(text) ? text : escapeMarkdown(text, { mentions })}](${url})`;
}

function dependencies({ dependencies: list }: PackageNotes): string {
  if (list.length === 0) return "";
  const lines = list.map(({ name, version, previous }) => {
    const change = previous === null ? version : `${previous} → ${version}`;
    return `- ${escapeMarkdown(name)} ${change}`;
  });
  return `### Updated with it\n\n${lines.join("\n")}\n`;
}

function contributors(list: readonly NoteAuthor[]): string {
  if (list.length === 0) return "";
  const lines = list.map(({ name, first }) => `- ${escapeMarkdown(name)}${first ? " (first contribution)" : ""}`);
  return `### Contributors\n\n${lines.join("\n")}\n`;
}
