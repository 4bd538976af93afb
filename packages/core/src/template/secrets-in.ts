import type { Json } from "../model/json.ts";

const secret = /\{\{\s*secrets\.([A-Za-z_]\w*)\s*\}\}/g;

/** Names of the secrets a value refers to, wherever in it, each once. */
export function secretsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [...new Set([...value.matchAll(secret)].map(([, name]) => name as string))];
  if (typeof value !== "object" || value === null) return [];
  return [...new Set(Object.values(value).flatMap((inner: Json) => secretsIn(inner)))];
}
