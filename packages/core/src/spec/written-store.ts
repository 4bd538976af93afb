import type { Json, JsonObject } from "../model/json.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";
import { storeOptions, type StoreKind } from "../plugin/store.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isObject } from "./read-spec.ts";

interface WrittenStore {
  readonly kind: StoreKind;
  readonly options: JsonObject;
  readonly pointer: string;
}

/** Stores that the plugins in use offer. */
export function storesOf(plugins: readonly LoadedPlugin[]): Readonly<Record<string, StoreKind>> {
  return Object.assign({}, ...plugins.map(({ contributions }) => contributions.stores ?? {})) as Readonly<
    Record<string, StoreKind>
  >;
}

/** The store of a plugin that `ledger: { NAME: options }` names, as far as there is one; null for anything else. */
export function writtenStore(ledger: Json | undefined, plugins: readonly LoadedPlugin[]): WrittenStore | null {
  if (!isObject(ledger)) return null;
  const [name, given] = Object.entries(ledger)[0] ?? [];
  const stores = storesOf(plugins);
  if (name === undefined || !Object.hasOwn(stores, name)) return null;
  const kind = stores[name] as StoreKind;
  return {
    kind,
    options: storeOptions(kind, isObject(given) ? given : { value: given ?? null }),
    pointer: pointerOf(["ledger", name]),
  };
}
