import type { Json, JsonObject } from "../model/json.ts";
import type { Schema } from "../plugin/infer.ts";
import { isObject } from "./read-spec.ts";

/** The options with every default of their schema written out, at any depth. Of values that are valid; gives a copy. */
export function fillDefaults(schema: Schema, options: JsonObject): JsonObject {
  const filled: Record<string, Json> = { ...options };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== "object") continue;
    const value = Object.hasOwn(filled, name) ? filled[name] : undefined;
    if (value !== undefined) filled[name] = inside(property, value);
    else if (property.default !== undefined) filled[name] = structuredClone(property.default as Json);
  }
  return filled;
}

function inside(schema: Schema, value: Json): Json {
  const { items } = schema;
  if (Array.isArray(value)) return typeof items === "object" ? value.map((each: Json) => inside(items, each)) : value;
  return isObject(value) ? fillDefaults(schema, value) : value;
}
