import type { Json } from "../model/json.ts";

/** What `check` found of one target in the world. */
export type Finding =
  /** It is not there: `apply` may make it. */
  | {
      readonly state: "absent";
      /** There is no way to look; "not yet" is the honest answer at any time. */
      readonly blind?: true;
    }
  /** It is there, as planned: adopted, not made again. */
  | { readonly state: "present"; readonly result: Json }
  /** Something else is in its place. */
  | { readonly state: "conflict"; readonly reason: string; readonly suggestions: readonly string[] }
  /** It cannot be told now. */
  | { readonly state: "unknown"; readonly reason: string };

export const absent: Finding = { state: "absent" };

/** What `check` answers where there is nothing to look at, and the step may be carried out again. */
export const unseen: Finding = { state: "absent", blind: true };

export function present(result: Json = null): Finding {
  return { state: "present", result };
}

export function conflict(reason: string, suggestions: readonly string[] = []): Finding {
  return { state: "conflict", reason, suggestions };
}

export function unknown(reason: string): Finding {
  return { state: "unknown", reason };
}
