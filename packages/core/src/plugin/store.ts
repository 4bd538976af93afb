import type { JsonObject } from "../model/json.ts";
import type { Ledger } from "../model/ledger.ts";
import type { RunProgram } from "./context.ts";
import type { Infer, Schema } from "./infer.ts";
import type { CheckupAnswer } from "./plugin.ts";

/** What opening a ledger gets to work with. */
export interface StoreContext {
  /** Absolute path of the project's root. */
  readonly root: string;
  readonly run: RunProgram;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** A line for the one who watches; redacted. */
  readonly log: (line: string) => void;
}

/** A kind of place where events are kept: `ledger: NAME` or `ledger: { NAME: options }`. What it opens passes `describeLedger`. */
export interface StoreKind<O = Record<string, unknown>> {
  readonly summary: string;
  readonly options: Schema;
  /** Name of the option that a plain value stands for. */
  readonly shorthand?: string;
  /**
   * For `ledger: auto`: whether this place should be used here for the scope, unasked. `known`: only what can be told
   * without the network. It must not throw.
   */
  fits?(options: O, context: StoreContext & { readonly scope: string }, ask: "known" | "remote"): Promise<boolean>;
  /**
   * Open it. Nothing is written before the first claim.
   * @throws `RS_LEDGER_…`, `RS_STEP_…`.
   */
  open(options: O, context: StoreContext): Promise<Ledger>;
  /**
   * For `relspec doctor`: prove that a ledger can be kept there, by what a run will do. Whatever it takes to prove that is
   * taken away again. Absent: nothing can be proved beforehand.
   */
  tryOut?(options: O, context: StoreContext): Promise<CheckupAnswer>;
}

/** What is written under a store's name, as the object it takes: a plain value (`value`) stands for its shorthand. */
export function storeOptions({ shorthand }: Pick<StoreKind, "shorthand">, given: JsonObject): JsonObject {
  const { value, ...rest } = given;
  return value === undefined || shorthand === undefined ? given : { ...rest, [shorthand]: value };
}

export function defineStore<const S extends Schema>(
  given: { readonly options: S } & Omit<StoreKind<Infer<S>>, "options">,
): StoreKind {
  return given as unknown as StoreKind;
}
