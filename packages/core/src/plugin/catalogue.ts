import { type ErrorCode, RelspecError } from "../errors/index.ts";
import type { Action } from "./action.ts";
import type { EvidenceReader } from "./evidence.ts";
import type { GateKind } from "./gate.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";
import type { Announcer, DocumentKind } from "./plugin.ts";
import type { StoreKind } from "./store.ts";

/** What the plugins of a spec offer, by the names a spec uses. */
export interface Catalogue {
  readonly plugins: readonly LoadedPlugin[];
  /** @throws `RS_SPEC_INVALID` naming what there is. */
  action(uses: string): { readonly action: Action; readonly plugin: LoadedPlugin };
  gate(kind: string): GateKind;
  hasGate(kind: string): boolean;
  /** Readers of reports, in the order of the plugins. */
  readonly readers: readonly EvidenceReader[];
  announcer(name: string): { readonly announcer: Announcer; readonly plugin: LoadedPlugin };
  document(name: string): DocumentKind;
  readonly documents: Readonly<Record<string, DocumentKind>>;
  /** Of the plugins; `sqlite` is core's own. */
  readonly stores: Readonly<Record<string, StoreKind>>;
}

/** @param core gate kinds and documents that need no plugin. */
export function createCatalogue(
  plugins: readonly LoadedPlugin[],
  core: {
    readonly gates: Readonly<Record<string, GateKind>>;
    readonly documents: Readonly<Record<string, DocumentKind>>;
    /** By their short names: `relspec/verify`. */
    readonly actions?: Readonly<Record<string, Action>>;
  },
): Catalogue {
  const actions = collect([ownPlugin(core.actions ?? {}), ...plugins], (plugin) =>
    prefixed(plugin.name, plugin.contributions.actions),
  );
  const announcers = collect(plugins, (plugin) => plugin.contributions.announcers);
  const gates = { ...core.gates, ...withoutPlugin(collect(plugins, (plugin) => plugin.contributions.gates)) };
  const documents = {
    ...core.documents,
    ...withoutPlugin(collect(plugins, (plugin) => plugin.contributions.documents)),
  };
  return {
    plugins,
    action: (uses) => {
      const { value, plugin } = find(actions, uses, "RS_SPEC_INVALID", "action");
      return { action: value, plugin };
    },
    announcer: (name) => {
      const { value, plugin } = find(announcers, name, "RS_SPEC_INVALID", "announcer");
      return { announcer: value, plugin };
    },
    readers: plugins.flatMap(({ contributions }) => Object.values(contributions.evidence ?? {})),
    hasGate: (kind) => Object.hasOwn(gates, kind),
    gate: (kind) => find(gates, kind, "RS_SPEC_INVALID", "gate"),
    document: (name) => find(documents, name, "RS_USAGE", "document"),
    documents,
    stores: withoutPlugin(collect(plugins, (plugin) => plugin.contributions.stores)),
  };
}

/** What core offers itself, in the form of a plugin. */
function ownPlugin(actions: Readonly<Record<string, Action>>): LoadedPlugin {
  const plugin = { name: "relspec", setup: () => ({ actions }) };
  return {
    name: "relspec",
    use: { name: "relspec", options: {} },
    plugin,
    contributions: { actions },
    permissions: null,
    origin: "relspec",
  };
}

interface Offered<T> {
  readonly value: T;
  readonly plugin: LoadedPlugin;
}

function collect<T>(
  plugins: readonly LoadedPlugin[],
  offers: (plugin: LoadedPlugin) => Readonly<Record<string, T>> | undefined,
): Readonly<Record<string, Offered<T>>> {
  return Object.fromEntries(
    plugins.flatMap((plugin) => Object.entries(offers(plugin) ?? {}).map(([name, value]) => [name, { value, plugin }])),
  );
}

function prefixed<T>(name: string, given: Readonly<Record<string, T>> = {}): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [`${name}/${key}`, value]));
}

function withoutPlugin<T>(offered: Readonly<Record<string, Offered<T>>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(offered).map(([name, { value }]) => [name, value]));
}

function find<T>(among: Readonly<Record<string, T>>, name: string, code: ErrorCode, what: string): T {
  if (Object.hasOwn(among, name)) return among[name] as T;
  throw new RelspecError(code, {
    message: `There is no ${what} "${name}".`,
    suggestions: [`Use one of: ${Object.keys(among).sort().join(", ") || "(no plugin offers any)"}.`],
  });
}
