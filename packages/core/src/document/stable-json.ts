import { inertJson } from "../model/inert-json.ts";

/** JSON for files: keys sorted at every depth, two spaces, a line feed at the end. */
export function stableJson(value: unknown): string {
  return `${inertJson(JSON.stringify(value, (_, each: unknown) => (isPlain(each) ? sorted(each) : each), 2))}\n`;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(value).sort();
  // Without a prototype, a key named `__proto__` is a key like any other.
  const copy = Object.create(null) as Record<string, unknown>;
  for (const name of names) copy[name] = value[name];
  return copy;
}
