import type { Json, JsonObject } from "../model/json.ts";
import type { Schema } from "../plugin/infer.ts";
import { renderTemplate } from "./render-template.ts";

/** Options with their templates filled in, where the schema says `template: true` and nowhere else. */
export function renderOptions(schema: Schema, options: JsonObject, values: JsonObject): JsonObject {
  return render(schema, options, values, false) as JsonObject;
}

function render(schema: Schema | boolean | undefined, value: Json, values: JsonObject, within: boolean): Json {
  const rule = typeof schema === "object" ? schema : {};
  const template = within || rule.template === true;
  if (typeof value === "string") return template ? renderTemplate(value, values) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item) => render(branch(rule, item).items, item, values, template));
  const { properties, additionalProperties } = branch(rule, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      render(properties?.[key] ?? additionalProperties, inner, values, template),
    ]),
  );
}

/** Where a schema gives a choice, the branch for a value of this shape: lists and maps are told apart by their type. */
function branch(schema: Schema, value: Json): Schema {
  const type = Array.isArray(value) ? "array" : typeof value;
  return (schema.oneOf ?? schema.anyOf)?.find((each) => each.type === type) ?? schema;
}
