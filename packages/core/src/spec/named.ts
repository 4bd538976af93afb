import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "./read-spec.ts";

/** A list of named things, which may be written as a map by name. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what the schema has made sure of
export function named<T>(value: Json | undefined): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[];
  return isObject(value) ? Object.entries(value).map(([name, item]) => ({ name, ...(item as JsonObject) }) as T) : [];
}
