import type { Json, JsonObject } from "../model/json.ts";

interface Variant {
  /** Where in the options, with dots. */
  readonly at: string;
  /** What kind of text, for a message. */
  readonly text: string;
  readonly options: JsonObject;
}

/** Text that does harm where it is read as something else. A file `pwned` in the project shows that it was. */
const texts: Readonly<Record<string, string>> = {
  "with shell syntax": "$(touch pwned) `touch pwned`; touch pwned & | > pwned",
  "with escapes and line breaks": "\u001b[31mred\u001b[0m\r\nSubject: more\n.\n",
  "with Handlebars": "{{#with this}}{{lookup this 'constructor'}}{{/with}}",
  "that looks like an option": "--upload-pack=touch pwned",
  "that leaves the project": "../../../../pwned",
  "with a prototype's name": "__proto__",
  "of 1 MB": "x".repeat(2 ** 20),
};

/** The options with each of their strings replaced by each hostile text, one at a time. */
export function hostileOptions(options: JsonObject): readonly Variant[] {
  return placesOf(options).flatMap((path) =>
    Object.entries(texts).map(([name, text]) => ({
      at: path.join("."),
      text: name,
      options: replaced(options, path, text) as JsonObject,
    })),
  );
}

function placesOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]));
}

function replaced(value: Json, [key, ...rest]: readonly string[], text: string): Json {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((item: Json, index) => (String(index) === key ? replaced(item, rest, text) : item));
  const object = value as JsonObject;
  return { ...object, [key]: replaced(object[key] as Json, rest, text) };
}
