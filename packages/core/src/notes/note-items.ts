import type { Change, SquashedChange } from "../model/change.ts";
import { plainLine } from "../version/plain-text.ts";
import type { ForgeLinks } from "./forge-links.ts";
import { howToOf } from "./how-to.ts";
import type { NoteAuthor, NoteItem } from "./notes-data.ts";
import { linkReference } from "./link-reference.ts";

/** What of the project and of who reads it decides how an item is made. */
export interface ItemContext {
  readonly links: ForgeLinks | null;
  /** Address that an issue key is put behind. */
  readonly issues: string | undefined;
  readonly authors: boolean;
  /** Whether commits and what is said of them may be named. */
  readonly commits: boolean;
  /** References that are not to be named. */
  readonly isSecret: (reference: string) => boolean;
}

const mostReferences = 10;

/** The items of one change: it itself, and each commit that a squashed one lists. */
export function noteItems(change: Change, context: ItemContext): readonly NoteItem[] {
  const { entries = [] } = change;
  const own = itemOf(change, context);
  if (entries.length === 0) return [own];
  const breaks = ownBreak(change, entries);
  const listed = entries.filter(({ bump }) => bump !== undefined).map((entry) => entryItem(entry, own));
  // A header without a type is only the title of what it lists.
  return change.type === undefined && !breaks ? listed : [{ ...own, breaking: breaks }, ...listed];
}

/** A change breaks when an entry does; whether it does so by itself is told by its own words. */
function ownBreak({ breaking, breakingNote, header }: Change, entries: readonly SquashedChange[]): boolean {
  return (
    breaking && (breakingNote !== undefined || /^[^:]{0,200}!:/.test(header) || !entries.some((each) => each.breaking))
  );
}

function entryItem({ type, scope, subject, breaking }: SquashedChange, own: NoteItem): NoteItem {
  return {
    ...own,
    type: type ?? null,
    scope: scopeOf(scope),
    subject: plainLine(subject, 300),
    breaking,
    upgrade: null,
    text: null,
    howTo: null,
  };
}

function itemOf(change: Change, context: ItemContext): NoteItem {
  const { subject, end } = withoutEnd(change, context);
  const { breakingNote = "", file, body } = change;
  const said = plainLine(breakingNote, 1_000);
  return {
    id: change.id,
    type: change.type ?? null,
    scope: scopeOf(change.scope),
    subject,
    breaking: change.breaking,
    url: context.links && context.commits ? context.links.commit(change.id) : null,
    references: referencesOf(change, subject, end, context).map((reference) => linkReference(reference, context)),
    authors: context.authors ? authorsOf(change) : [],
    upgrade:
      file === undefined && change.breaking && said !== "" && said !== plainLine(change.subject, 1_000)
        ? breakingNote
        : null,
    text: file === undefined || body.trim() === "" ? null : body,
    howTo: file === undefined && change.type?.toLowerCase() === "feat" ? howToOf(change) : null,
  };
}

function scopeOf(scope = ""): string | null {
  return plainLine(scope, 80) || null;
}

function authorsOf({ authors }: Change): readonly NoteAuthor[] {
  return authors.flatMap(({ name, first = false }) => {
    const shown = plainLine(name, 100);
    return shown === "" ? [] : [{ name: shown, first }];
  });
}

/** The request a forge puts at the end of a subject becomes one of the references. */
function withoutEnd(change: Change, { isSecret }: ItemContext): { subject: string; end: string | null } {
  const line = plainLine(change.subject, 300);
  const found = / \((?:pull request )?([#!]\d{1,10})\)$/.exec(line);
  // What may not be named is not taken off in silence: a message that holds it is refused.
  if (!found || isSecret(found[1]!)) return { subject: line, end: null };
  return {
    subject: line.slice(0, found.index),
    end: found[0].includes("pull request") ? `pull request ${found[1]}` : found[1]!,
  };
}

function referencesOf(
  { references }: Change,
  subject: string,
  end: string | null,
  { isSecret }: ItemContext,
): readonly string[] {
  const found: string[] = end === null ? [] : [end];
  for (const reference of references) {
    if (found.length === mostReferences) break;
    if (!subject.includes(reference) && !found.some((each) => each.endsWith(reference)) && !isSecret(reference))
      found.push(reference);
  }
  return found;
}
