import type { Json, JsonObject } from "../model/json.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isObject, type SpecSource } from "./read-spec.ts";

/** Where a value of the merged spec was written. */
interface Origin {
  readonly source: SpecSource;
  /** Within that source's value. */
  readonly pointer: string;
}

/** A spec put together from presets and the file itself, which knows where each part came from. */
export interface MergedSpec {
  readonly value: JsonObject;
  readonly origins: ReadonlyMap<string, Origin>;
}

/** One source as it is. */
export function fromSource(source: SpecSource): MergedSpec {
  const origins = new Map<string, Origin>();
  const visit = (value: Json, path: readonly (string | number)[]): void => {
    const pointer = pointerOf(path);
    origins.set(pointer, { source, pointer });
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    }
  };
  visit(source.value, []);
  return { value: source.value, origins };
}

/**
 * The second over the first: maps are merged, lists and plain values replaced; only `gates` are added to, so that a gate of a
 * policy cannot be lost by writing one's own.
 */
export function mergeSpecs(base: MergedSpec, over: MergedSpec): MergedSpec {
  const origins = new Map<string, Origin>();
  const take = (
    from: MergedSpec,
    at: readonly (string | number)[],
    to: readonly (string | number)[],
    value: Json,
  ): Json => {
    const origin = from.origins.get(pointerOf(at));
    if (origin) origins.set(pointerOf(to), origin);
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) take(from, [...at, key], [...to, key], inner);
    }
    return value;
  };
  const merge = (below: Json, above: Json, path: readonly (string | number)[]): Json => {
    if (isObject(below) && isObject(above)) {
      take(over, path, path, null);
      const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
      return Object.fromEntries(
        keys.map((key) => {
          const inner = [...path, key];
          const [low, high] = [ownOf(below, key), ownOf(above, key)];
          if (low === undefined) return [key, take(over, inner, inner, high as Json)];
          if (high === undefined) return [key, take(base, inner, inner, low)];
          return [key, merge(low, high, inner)];
        }),
      );
    }
    if (path.at(-1) === "gates" && Array.isArray(below) && Array.isArray(above)) {
      take(over, path, path, null);
      const low = below.map((item: Json, index) => take(base, [...path, index], [...path, index], item));
      const high = above.map((item: Json, index) => take(over, [...path, index], [...path, low.length + index], item));
      return [...low, ...high];
    }
    return take(over, path, path, above);
  };
  return { value: merge(base.value, over.value, []) as JsonObject, origins };
}

/** A key named `toString` is only there when someone wrote it. */
function ownOf(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
