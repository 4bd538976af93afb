import { RelspecError, type Schema } from "@relspec/core";
import { closest } from "../closest.ts";

/** What the schema says of one key. */
export interface KeyStory {
  readonly path: string;
  readonly description: string | null;
  readonly type: string;
  readonly default?: unknown;
  readonly required: boolean;
  /** Values it may have, when they are listed. */
  readonly values?: readonly unknown[];
  /** Keys below it. */
  readonly keys: readonly { readonly key: string; readonly description: string | null }[];
}

/**
 * A key by its path with dots; indexes of lists may be left out. `plugins`: short names of those there are, in use or not.
 * @throws `RS_USAGE` naming what there is.
 */
export function findKey(root: Schema, path: string, plugins: readonly string[] = []): KeyStory {
  const segments = path
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .filter((segment) => segment !== "");
  let found: readonly Schema[] = [root];
  let required = false;
  for (const [at, segment] of segments.entries()) {
    const holders = spread(found, root);
    const next = holders.flatMap((holder) => below(holder, segment));
    if (at === 1 && segments[0] === "plugins") refuseUnused(segment, keysOf(holders), plugins);
    if (next.length === 0)
      throw unknownKey(
        path,
        segments.slice(0, at),
        segment,
        keysOf(holders).map(({ key }) => key),
      );
    required = holders.some((holder) => holder.required?.includes(segment) === true);
    found = next;
  }
  return describe(segments.join("."), found, root, required);
}

function describe(path: string, found: readonly Schema[], root: Schema, required: boolean): KeyStory {
  const all = alternatives(found, root);
  const values = all.flatMap((schema) => schema.enum ?? (schema.const === undefined ? [] : [schema.const]));
  const withDefault = all.find((schema) => schema.default !== undefined);
  return {
    path,
    description: all.find(({ description }) => description !== undefined)?.description ?? null,
    type:
      [...new Set(all.map((schema) => typeName(schema, root)).filter((name) => name !== ""))].join(" or ") ||
      "anything",
    ...(withDefault && { default: withDefault.default }),
    required,
    ...(values.length > 0 && { values: [...new Set(values)] }),
    keys: keysOf(spread(found, root)),
  };
}

/** The schema itself and all it refers to or combines. */
function alternatives(schemas: readonly Schema[], root: Schema, seen = new Set<Schema>()): readonly Schema[] {
  return schemas.flatMap((schema) => {
    if (seen.has(schema)) return [];
    seen.add(schema);
    const reference = typeof schema["$ref"] === "string" ? resolve(root, schema["$ref"]) : undefined;
    const parts = [
      ...(schema.oneOf ?? []),
      ...(schema.anyOf ?? []),
      ...((schema["allOf"] as readonly Schema[] | undefined) ?? []),
    ];
    const more = [...(reference ? [reference] : []), ...parts];
    return [schema, ...alternatives(more, root, seen)];
  });
}

/** {@link alternatives}, and the items of those that are lists, however deep. */
function spread(schemas: readonly Schema[], root: Schema, seen = new Set<Schema>()): readonly Schema[] {
  const all = alternatives(schemas, root).filter((schema) => !seen.has(schema));
  for (const schema of all) seen.add(schema);
  const inside = all.flatMap(({ items }) => (typeof items === "object" ? [items] : []));
  return inside.length === 0 ? all : [...all, ...spread(inside, root, seen)];
}

function resolve(root: Schema, reference: string): Schema | undefined {
  if (!reference.startsWith("#")) return undefined;
  let value: unknown = root;
  for (const part of reference.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === "object" && value !== null ? (value as Schema) : undefined;
}

function below(schema: Schema, segment: string): readonly Schema[] {
  const own = schema.properties && Object.hasOwn(schema.properties, segment) ? schema.properties[segment] : undefined;
  if (own !== undefined) return typeof own === "object" ? [own] : [{}];
  const patterns = Object.entries((schema["patternProperties"] as Record<string, Schema> | undefined) ?? {});
  const matching = patterns.filter(([pattern]) => new RegExp(pattern, "u").test(segment)).map(([, value]) => value);
  if (matching.length > 0) return matching;
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

function keysOf(schemas: readonly Schema[]): KeyStory["keys"] {
  const keys = new Map<string, string | null>();
  for (const schema of schemas) {
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      const description = typeof value === "object" ? (value.description ?? null) : null;
      keys.set(key, keys.get(key) ?? description);
    }
  }
  return [...keys].map(([key, description]) => ({ key, description }));
}

function typeName(schema: Schema, root: Schema): string {
  if (schema.const !== undefined || schema.enum) return "one of its values";
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return types
    .map((type) => {
      if (type === "array")
        return typeof schema.items === "object" ? `list of ${itemName(schema.items, root)}` : "list";
      if (type !== "object") return type;
      return typeof schema.additionalProperties === "object" && !schema.properties ? "map by name" : "map";
    })
    .join(" or ");
}

function itemName(items: Schema, root: Schema): string {
  const names = alternatives([items], root).flatMap(({ type }) => (type === undefined ? [] : [type].flat()));
  const plural: Readonly<Record<string, string>> = {
    object: "maps",
    array: "lists",
    string: "strings",
    integer: "integers",
    number: "numbers",
    boolean: "booleans",
    null: "nulls",
  };
  return [...new Set(names)].map((name) => plural[name] ?? name).join(" or ") || "anything";
}

function unknownKey(path: string, parents: readonly string[], segment: string, known: readonly string[]): RelspecError {
  const where = parents.length === 0 ? "the spec" : `\`${parents.join(".")}\``;
  const meant = closest(segment, known);
  return new RelspecError("RS_USAGE", {
    message: `There is no key \`${segment}\` in ${where}.`,
    details: { path, keys: known },
    suggestions: [
      ...(meant === undefined ? [] : [`Did you mean \`${[...parents, meant].join(".")}\`?`]),
      known.length === 0 ? "There are no keys below it." : `Its keys: ${known.join(", ")}.`,
    ],
  });
}

/** Any name may stand for a plugin, so that the schema takes a misspelt one too; nothing can be said of its options. */
function refuseUnused(name: string, used: KeyStory["keys"], plugins: readonly string[]): void {
  const names = used.map(({ key }) => key);
  if (names.includes(name)) return;
  const meant = plugins.includes(name) ? undefined : closest(name, [...names, ...plugins]);
  throw new RelspecError("RS_USAGE", {
    message: `The spec does not use a plugin \`${name}\`.`,
    details: { path: `plugins.${name}`, keys: names },
    suggestions: [
      meant === undefined ? `Add it: \`plugins: { ${name}: {} }\`.` : `Did you mean \`plugins.${meant}\`?`,
      ...(names.length > 0 ? [`In use: ${names.join(", ")}.`] : []),
    ],
  });
}
