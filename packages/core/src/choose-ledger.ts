import { RelspecError } from "./errors/index.ts";
import type { Ledger } from "./model/ledger.ts";
import type { JsonObject } from "./model/json.ts";
import type { Project } from "./open-project.ts";
import type { CheckupAnswer } from "./plugin/plugin.ts";
import { type StoreContext, storeOptions, type StoreKind } from "./plugin/store.ts";

/** Where the embedded ledger is, from the project's root. */
const ledgerFile = ".relspec/ledger.db";

/** The ledger that a spec names, or that fits the place. `isThere`: there is something in it to read. */
export interface ChosenLedger {
  isThere(): Promise<boolean>;
  open(): Promise<Ledger>;
  /** Proves that a ledger can be kept there; see {@link StoreKind.tryOut}. */
  readonly tryOut?: () => Promise<CheckupAnswer>;
  /** Whether an embedded ledger is in the project that is no longer looked into. */
  readonly leftBehind?: () => Promise<boolean>;
}

/**
 * Choose where events are kept. `auto` is a store of a plugin where one fits (a job of a CI, or a place that has such a
 * ledger already), else the embedded one; an embedded one that is there stays in use.
 * @param ask `known`: without asking over the network.
 * @throws `RS_SPEC_INVALID` for a store that no plugin offers.
 */
export async function chooseLedger(project: Project, ask: "known" | "remote"): Promise<ChosenLedger> {
  const { world, spec, catalogue } = project;
  const { store, options } = spec.ledger;
  const embedded: ChosenLedger = {
    isThere: () => world.files.exists(ledgerFile),
    open: async () => {
      const { openSqliteLedger } = await import("./ledger/open-sqlite-ledger.ts");
      return openSqliteLedger(`${world.root}/${ledgerFile}`, { now: world.now });
    },
  };
  if (store === "sqlite") return embedded;
  const context: StoreContext = { root: world.root, run: world.run, env: world.env, now: world.now, log: world.log };
  if (store !== "auto") {
    const kind = catalogue.stores[store];
    if (!kind) throw unknownStore(store, Object.keys(catalogue.stores));
    const found = fromPlugin(kind, await optionsOf(kind, options, project), context);
    return { ...found, leftBehind: embedded.isThere };
  }
  if (await embedded.isThere()) return embedded;
  for (const kind of Object.values(catalogue.stores)) {
    const given = await optionsOf(kind, {}, project);
    if (await kind.fits?.(given, { ...context, scope: spec.name }, ask)) return fromPlugin(kind, given, context);
  }
  return embedded;
}

function fromPlugin(kind: StoreKind, options: JsonObject, context: StoreContext): ChosenLedger {
  return {
    isThere: async () => true,
    open: () => kind.open(options, context),
    ...(kind.tryOut && { tryOut: async () => kind.tryOut?.(options, context) as Promise<CheckupAnswer> }),
  };
}

async function optionsOf(kind: StoreKind, given: JsonObject, { compile }: Project): Promise<JsonObject> {
  return (await compile(kind.options))(structuredClone(storeOptions(kind, given))).value as JsonObject;
}

function unknownStore(store: string, known: readonly string[]): RelspecError {
  return new RelspecError("RS_SPEC_INVALID", {
    message: `There is no ledger "${store}".`,
    suggestions: [`Use one of: ${["auto", "sqlite", ...known].join(", ")}, or add the plugin that offers it.`],
  });
}
