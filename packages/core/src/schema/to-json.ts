import type { Json } from "../model/json.ts";
import { pointerOf } from "./pointer.ts";

/** What could not be taken over as JSON, and where. */
export interface NotJson {
  readonly pointer: string;
  readonly message: string;
}

const depthLimit = 64;

/**
 * A copy of a value as plain JSON: what a module exports may hold functions, dates, cycles. `undefined` is left out,
 * as in `JSON.stringify`; everything else that JSON cannot hold is named.
 */
export function toJson(value: unknown): { readonly value: Json; readonly problems: readonly NotJson[] } {
  const problems: NotJson[] = [];
  const refuse = (path: readonly (string | number)[], message: string): Json => {
    problems.push({ pointer: pointerOf(path), message });
    return null;
  };
  const copy = (given: unknown, path: readonly (string | number)[]): Json => {
    if (given === null || typeof given === "string" || typeof given === "boolean") return given;
    if (typeof given === "number") return Number.isFinite(given) ? given : refuse(path, "is not a finite number");
    if (typeof given !== "object") return refuse(path, `is a ${typeof given}, which JSON cannot hold`);
    // A cycle ends here as well.
    if (path.length > depthLimit)
      return refuse(path.slice(0, depthLimit), `is nested deeper than ${depthLimit} levels`);
    if (Array.isArray(given))
      return given.map((item, index) => copy(item === undefined ? null : item, [...path, index]));
    const prototype: unknown = Object.getPrototypeOf(given);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      return refuse(path, `is a ${given.constructor?.name ?? "class instance"}, which JSON cannot hold`);
    }
    const map: Record<string, Json> = {};
    for (const [key, item] of Object.entries(given)) {
      if (key === "__proto__") refuse(path, "has a key `__proto__`");
      else if (item !== undefined) map[key] = copy(item, [...path, key]);
    }
    return map;
  };
  return { value: copy(value, []), problems };
}
