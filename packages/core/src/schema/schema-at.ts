import type { Schema } from "../plugin/infer.ts";
import { segmentsOf } from "./pointer.ts";

/** What stands at a fragment such as `#/properties/a/enum` of a schema, as Ajv writes it; undefined when nothing does. */
export function schemaAt(root: Schema, fragment: string): unknown {
  let at: unknown = root;
  for (const segment of segmentsOf(decodeURIComponent(fragment.replace(/^#/, "")))) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, segment)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[segment];
  }
  return at;
}
