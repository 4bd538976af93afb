import type { Json } from "../model/json.ts";

/**
 * The number at a JSON Pointer of a JSON text, or what is there instead.
 * @param how with `texts`, a text that is nothing but a number counts as one: Prometheus writes its values so.
 */
export function numberAt(text: string, pointer: string, how: { readonly texts?: boolean } = {}): number | string {
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
  const value =
    how.texts === true && typeof at === "string" && /^[-+]?\d{1,300}(?:\.\d{1,300})?(?:e[-+]?\d{1,3})?$/i.test(at)
      ? Number(at)
      : at;
  return typeof value === "number" && Number.isFinite(value) ? value : "it is something else";
}
