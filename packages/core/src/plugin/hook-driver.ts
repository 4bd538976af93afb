import type { StageName } from "../model/spec.ts";
import type { HookFunctions, HookName, hookTable } from "./hook-table.ts";

type Table = typeof hookTable;
type OfKind<K extends string> = { [N in HookName]: Table[N] extends { readonly kind: K } ? N : never }[HookName];
type Args<N extends HookName> = Parameters<HookFunctions[N]>;
type Answer<N extends HookName> = Awaited<ReturnType<HookFunctions[N]>>;

/** Calls the plugins' taps. One method for each kind, so that a hook cannot be called as what it is not. */
export interface HookDriver {
  /** Each tap gets what the last one returned; the end of that. */
  waterfall<N extends OfKind<"waterfall">>(name: N, value: Args<N>[0]): Promise<Args<N>[0]>;
  /** Every tap's answer, in order, with the plugin that gave it. */
  collect<N extends OfKind<"collect">>(
    name: N,
    args: Args<N>,
    stage?: StageName,
  ): Promise<readonly { readonly plugin: string; readonly answer: Answer<N> }[]>;
  /** The first answer that is not undefined. */
  bail<N extends OfKind<"bail">>(name: N, args: Args<N>): Promise<Answer<N> | undefined>;
  /** One after the other. @throws what a tap threw, as `RS_PLUGIN_CRASHED` unless it is a RelspecError. */
  series<N extends OfKind<"series">>(name: N, args: Args<N>, stage?: StageName): Promise<void>;
  /** Side by side; a tap that throws is logged and changes nothing. */
  observe<N extends OfKind<"observe">>(name: N, args: Args<N>): Promise<void>;
  /** Time spent in each plugin's taps. */
  timings(): readonly {
    readonly plugin: string;
    readonly hook: string;
    readonly calls: number;
    readonly milliseconds: number;
  }[];
}
