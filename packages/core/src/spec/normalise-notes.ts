import type { JsonObject } from "../model/json.ts";
import type { InternalSpec, NotesGroup, NotesSpec } from "../model/notes-spec.ts";
import { isObject } from "./read-spec.ts";
import { named } from "./named.ts";

/** `notes` with every default filled in. */
export function normaliseNotes(written: JsonObject): NotesSpec {
  const flag = (key: string): boolean => written[key] === true;
  const internal = isObject(written["internal"]) ? (written["internal"] as Partial<InternalSpec>) : {};
  const { issues } = written;
  return {
    groups: named<Partial<NotesGroup> & { readonly name: string }>(written["groups"]).map((group) => ({
      name: group.name,
      types: small(group.types),
      scopes: small(group.scopes),
      breaking: group.breaking ?? false,
    })),
    hidden: small(written["hidden"] as readonly string[] | undefined),
    authors: flag("authors"),
    contributors: flag("contributors"),
    mentions: flag("mentions"),
    host: (written["host"] ?? {}) as NotesSpec["host"],
    ...(typeof issues === "string" && { issues }),
    howTo: (written["how-to"] ?? "ignore") as NotesSpec["howTo"],
    internal: { types: [], scopes: ["internal"], ...internal },
  };
}

function small(names: readonly string[] = []): readonly string[] {
  return names.map((name) => name.toLowerCase());
}
