import type { Json } from "../model/json.ts";

/** The number at a JSON Pointer of a JSON text; text that is nothing but a number counts as one. Else what is there instead. */
export function numberAt(text: string, pointer: string): number | string {
  let at: Json;
  try {
    at = JSON.parse(text) as Json;
  } catch {
    return "it is not JSON";
  }
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return "there is nothing";
    at = (at as { readonly [key: string]: Json })[key] as Json;
  }
  // Prometheus writes its values as text, so that none is rounded.
  const value = typeof at === "string" && /^[-+]?\d{1,300}(?:\.\d{1,300})?(?:e[-+]?\d{1,3})?$/i.test(at) ? Number(at) : at;
  return typeof value === "number" && Number.isFinite(value) ? value : "it is something else";
}
