import type { Json } from "../model/json.ts";

/**
 * What a plugin handed back, as plain JSON with every text redacted. What JSON cannot hold is left out or null, because
 * a result has to be the same after it was read back from the ledger.
 */
export function redactJson(value: unknown, redact: (text: string) => string): Json {
  const text = JSON.stringify(value ?? null) as string | undefined;
  return walk(text === undefined ? null : (JSON.parse(text) as Json), redact);
}

function walk(value: Json, redact: (text: string) => string): Json {
  if (typeof value === "string") return redact(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => walk(item, redact));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), walk(item, redact)]));
}
