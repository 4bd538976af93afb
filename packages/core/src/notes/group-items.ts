import type { NotesGroup } from "../model/notes-spec.ts";
import type { NoteGroup, NoteItem } from "./notes-data.ts";

/** Headings where the spec names none. Updates of dependencies are told apart from what the project does itself. */
const defaultGroups: readonly NotesGroup[] = [
  group("Breaking changes", { breaking: true }),
  group("Features", { types: ["feat"] }),
  group("Bug fixes", { types: ["fix"] }),
  group("Performance", { types: ["perf"] }),
  group("Reverts", { types: ["revert"] }),
  group("Dependencies", { scopes: ["deps", "deps-dev", "dev-deps", "dependencies"] }),
  group("Other changes", { types: ["*"] }),
];

/** An item, and whether it asks for a release: what does not is shown only where a group names it. */
export interface Candidate {
  readonly item: NoteItem;
  readonly asks: boolean;
}

/**
 * Items under their headings, each under one: what breaks first, then by scope, then by type, the rest under the group of `*`.
 * Within a heading by scope, those without one first, else in the order given. Nothing that is released and not hidden is lost.
 */
export function groupItems(
  candidates: readonly Candidate[],
  { groups: given, hidden }: { readonly groups: readonly NotesGroup[]; readonly hidden: readonly string[] },
): { readonly breaking: NoteGroup; readonly groups: readonly NoteGroup[] } {
  const groups = given.length > 0 ? given : defaultGroups;
  const rest = groups.find(({ types }) => types.includes("*")) ?? defaultGroups.at(-1)!;
  const all = groups.includes(rest) ? groups : [...groups, rest];
  const breakingTitle = (groups.find(({ breaking }) => breaking) ?? defaultGroups[0]!).name;
  const byScope = indexOf(all, ({ scopes }) => scopes);
  const byType = indexOf(all, ({ types }) => types);
  const found = new Map<NotesGroup, NoteItem[]>(all.map((each) => [each, []]));
  const breaking: NoteItem[] = [];
  for (const { item, asks } of candidates) {
    const type = item.type?.toLowerCase() ?? "";
    if (item.breaking) {
      breaking.push(item);
      continue;
    }
    if (hidden.includes(type)) continue;
    const scoped = asks ? byScope.get(item.scope?.toLowerCase() ?? "") : undefined;
    const place = scoped ?? byType.get(type) ?? (asks ? rest : undefined);
    if (place) found.get(place)!.push(item);
  }
  return {
    breaking: { title: breakingTitle, items: byScopeOf(breaking) },
    groups: all.flatMap((each) => {
      const items = found.get(each)!;
      return items.length === 0 ? [] : [{ title: each.name, items: byScopeOf(items) }];
    }),
  };
}

function group(name: string, given: Partial<NotesGroup>): NotesGroup {
  return { name, types: [], scopes: [], breaking: false, ...given };
}

function indexOf(
  groups: readonly NotesGroup[],
  names: (group: NotesGroup) => readonly string[],
): ReadonlyMap<string, NotesGroup> {
  const index = new Map<string, NotesGroup>();
  for (const each of groups) for (const name of names(each)) if (!index.has(name)) index.set(name, each);
  return index;
}

function byScopeOf(items: readonly NoteItem[]): readonly NoteItem[] {
  const key = ({ scope }: NoteItem) => scope ?? "";
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
