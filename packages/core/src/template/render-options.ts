import { isRelspecError, type RelspecError } from "../errors/index.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Schema } from "../plugin/infer.ts";
import { renderTemplate } from "./render-template.ts";

/** Options with their templates filled in, where the schema says `template: true` and nowhere else. */
export function renderOptions(schema: Schema, options: JsonObject, values: JsonObject): JsonObject {
  return walk(schema, options, (text) => renderTemplate(text, values), [], false) as JsonObject;
}

/** What cannot be filled in, each with its path from the options. */
export function findUnfilled(
  schema: Schema,
  options: Json,
  values: JsonObject,
): readonly { readonly path: readonly (string | number)[]; readonly error: RelspecError }[] {
  const found: { path: readonly (string | number)[]; error: RelspecError }[] = [];
  walk(
    schema,
    options,
    (text, path) => {
      try {
        renderTemplate(text, values);
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        found.push({ path, error });
      }
      return text;
    },
    [],
    false,
  );
  return found;
}

function walk(
  schema: Schema | boolean | undefined,
  value: Json,
  fill: (template: string, path: readonly (string | number)[]) => string,
  path: readonly (string | number)[],
  within: boolean,
): Json {
  const rule = typeof schema === "object" ? schema : {};
  const template = within || rule.template === true;
  if (typeof value === "string") return template ? fill(value, path) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, index) =>
      walk(branch(rule, item).items, item, fill, [...path, index], template),
    );
  const { properties, additionalProperties } = branch(rule, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      walk(properties?.[key] ?? additionalProperties, inner, fill, [...path, key], template),
    ]),
  );
}

/** Where a schema gives a choice, the branch for a value of this shape: lists and maps are told apart by their type. */
function branch(schema: Schema, value: Json): Schema {
  const type = Array.isArray(value) ? "array" : typeof value;
  return (schema.oneOf ?? schema.anyOf)?.find((each) => each.type === type) ?? schema;
}
