import type { JsonObject } from "../model/json.ts";
import type { DocumentSpec } from "../model/spec.ts";
import { plainText } from "../version/plain-text.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import type { NoteAuthor, NoteItem, NotesData, PackageNotes } from "./notes-data.ts";
import { prose } from "./prose.ts";

/** What a template is told of the release besides what is in it. */
export interface Release {
  readonly name: string;
  readonly version: string;
  readonly previous: string | null;
  readonly channel: string | null;
  readonly audience: string | null;
}

interface Rendering {
  readonly format: DocumentSpec["format"];
  readonly mentions: boolean;
  readonly commits: boolean;
}

/**
 * The data of a template of notes; `docs/guides/notes.md` has the table. Every key is there always, so that a template that
 * names another is wrong. In Markdown all text from commits is escaped already; HTML is escaped as it is filled in.
 */
export function templateData(release: Release, { packages }: NotesData, rendering: Rendering): JsonObject {
  const say = sayIn(rendering);
  const shown = packages.map((each) => packageData(each, rendering));
  const [only] = shown;
  return {
    name: say(release.name),
    version: release.version,
    previous: release.previous,
    channel: release.channel === null ? null : say(release.channel),
    audience: release.audience,
    date: packages[0]?.date ?? "",
    several: packages.length > 1,
    // With one package its parts can be named without going through the list.
    tag: packages.length === 1 ? only!["tag"]! : null,
    compare: packages.length === 1 ? only!["compare"]! : null,
    breaking: packages.length === 1 ? only!["breaking"]! : { title: "", items: [] },
    groups: packages.length === 1 ? only!["groups"]! : [],
    contributors: everyone(packages).map((each) => authorData(each, say)),
    packages: shown,
  };
}

function sayIn({ format, mentions }: Rendering): (text: string) => string {
  return format === "markdown" ? (text) => escapeMarkdown(text, { mentions }) : plainText;
}

function packageData(notes: PackageNotes, rendering: Rendering): JsonObject {
  const say = sayIn(rendering);
  const group = ({ title, items }: PackageNotes["breaking"]) => ({
    title: say(title),
    items: items.map((item) => itemData(item, rendering)),
  });
  return {
    name: say(notes.name),
    version: notes.version,
    previous: notes.previous,
    tag: say(notes.tag),
    date: notes.date,
    compare: notes.compare,
    breaking: group(notes.breaking),
    groups: notes.groups.map(group),
    dependencies: notes.dependencies.map(({ name, version, previous }) => ({ name: say(name), version, previous })),
    contributors: notes.contributors.map((each) => authorData(each, say)),
  };
}

function itemData(item: NoteItem, rendering: Rendering): JsonObject {
  const say = sayIn(rendering);
  const { commits, mentions, format } = rendering;
  const several = (text: string | null) =>
    text === null
      ? null
      : format === "markdown"
        ? prose(text, { limit: 10_000, mentions }).join("\n\n")
        : plainText(text.slice(0, 10_000));
  return {
    type: item.type === null ? null : say(item.type),
    scope: item.scope === null ? null : say(item.scope),
    subject: say(item.subject),
    breaking: item.breaking,
    hash: commits ? item.id.slice(0, 7) : null,
    commit: commits ? item.id : null,
    url: item.url,
    references: item.references.map(({ text, url }) => ({ text: /^[#!]\d+$/.test(text) ? text : say(text), url })),
    authors: item.authors.map((each) => authorData(each, say)),
    upgrade: several(item.upgrade),
    text: several(item.text),
    howTo: item.howTo && { text: say(item.howTo.text), url: item.howTo.url },
  };
}

function authorData({ name, first }: NoteAuthor, say: (text: string) => string): JsonObject {
  return { name: say(name), first };
}

function everyone(packages: readonly PackageNotes[]): readonly NoteAuthor[] {
  const byName = new Map(
    packages.flatMap(({ contributors }) => contributors.map((each) => [each.name, each] as const)),
  );
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
