import type { Change } from "../model/change.ts";
import type { Hidden, NotesSpec } from "../model/notes-spec.ts";
import type { PlannedPackage } from "../model/plan.ts";
import { changesByPackage } from "../version/changes-by-package.ts";
import { plainLine } from "../version/plain-text.ts";
import { forgeLinks, type ForgeLinks } from "./forge-links.ts";
import { type Candidate, groupItems } from "./group-items.ts";
import { isInternal, isInternalKey } from "./internal.ts";
import { type ItemContext, noteItems } from "./note-items.ts";
import type { NoteAuthor, NotesData, PackageNotes } from "./notes-data.ts";

/** A release as far as its notes tell it. */
export interface Noted {
  readonly packages: readonly Omit<PlannedPackage, "notes">[];
  readonly changes: readonly Change[];
  /** Where the project is hosted; null: no links. */
  readonly url: string | null;
  /** RFC 3339. */
  readonly date: string;
}

/** What the notes of a release are made of. The same input gives the same data, in time proportional to its size. */
export function notesOf(noted: Noted, spec: NotesSpec, hide: readonly Hidden[] = []): NotesData {
  const links = forgeLinks(noted.url, spec.host);
  const hidesInternal = hide.includes("internal");
  const context: ItemContext = {
    links,
    issues: spec.issues,
    authors: spec.authors && !hide.includes("authors"),
    commits: !hide.includes("commits"),
    isSecret: (reference) => hidesInternal && isInternalKey(reference, spec.internal),
  };
  const changes = changesByPackage(
    hidesInternal ? noted.changes.filter((change) => !isInternal(change, spec.internal)) : noted.changes,
  );
  const released = new Map(noted.packages.map((each) => [each.name, each]));
  return {
    packages: noted.packages.map((each): PackageNotes => {
      const mine = changes.get(each.name) ?? [];
      const shown = mine.filter(isShown);
      return {
        name: each.name,
        version: each.to,
        previous: each.from,
        tag: each.tag,
        previousTag: each.previousTag,
        date: new Date(noted.date).toISOString().slice(0, 10),
        compare: compareAddress(each, links, context.commits),
        ...groupItems(
          shown.flatMap((change) => candidatesOf(change, context)),
          spec,
        ),
        dependencies: dependenciesOf(each, released),
        contributors: spec.contributors && !hide.includes("authors") ? contributorsOf(mine) : [],
      };
    }),
  };
}

/** What asks for a release, or could have if its type did; what was told to be left out is not told either. */
function isShown({ bump, rule }: Change): boolean {
  return bump !== undefined || rule.endsWith(" asks for no release");
}

function candidatesOf(change: Change, context: ItemContext): readonly Candidate[] {
  const items = noteItems(change, context);
  if (change.entries === undefined) return items.map((item) => ({ item, asks: change.bump !== undefined }));
  const listed = change.rule.endsWith(" in the list of squashed commits");
  const header = items.length > change.entries.filter(({ bump }) => bump !== undefined).length;
  return items.map((item, at) => ({ item, asks: at > 0 || !header || !listed }));
}

function compareAddress(
  { tag, previousTag }: Omit<PlannedPackage, "notes">,
  links: ForgeLinks | null,
  commits: boolean,
): string | null {
  return links && commits && previousTag !== null ? links.compare(previousTag, tag) : null;
}

function dependenciesOf(
  { reasons }: Omit<PlannedPackage, "notes">,
  released: ReadonlyMap<string, Omit<PlannedPackage, "notes">>,
): PackageNotes["dependencies"] {
  const names = new Set(reasons.flatMap(({ rule }) => /^depends on (.+)$/.exec(rule)?.[1] ?? []));
  return [...names].flatMap((name) => {
    const found = released.get(name);
    return found ? [{ name, version: found.to, previous: found.from }] : [];
  });
}

/** Everyone who took part, each once, by name. Programs are no contributors. */
function contributorsOf(changes: readonly Change[]): readonly NoteAuthor[] {
  const byAddress = new Map<string, NoteAuthor>();
  for (const { authors } of changes)
    for (const { name, email, first = false } of authors)
      if (!/\[bot\]$/i.test(name) && !byAddress.has(email.toLowerCase()))
        byAddress.set(email.toLowerCase(), { name: plainLine(name, 100), first });
  const byName = new Map<string, NoteAuthor>();
  // One person with two addresses is one contributor, and no newcomer if one of them is known.
  for (const each of byAddress.values()) {
    const same = byName.get(each.name);
    byName.set(each.name, same ? { name: each.name, first: same.first && each.first } : each);
  }
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
