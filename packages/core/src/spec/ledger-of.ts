import type { Json } from "../model/json.ts";
import type { LedgerSpec } from "../model/spec.ts";
import { isObject } from "./read-spec.ts";

/** A name, or a map of one name to its options. A plain value stands for the option that the store says it does. */
export function ledgerOf(value: Json): LedgerSpec {
  if (!isObject(value)) return { store: value as string, options: {} };
  const [[store, given] = ["auto", {}]] = Object.entries(value);
  return { store, options: isObject(given) ? given : { value: given } };
}
