import { AsyncParallelHook, AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, HookMap } from "tapable";
import { type StageName, stageNames } from "../model/spec.ts";
import type { HookDriver } from "./hook-driver.ts";
import { type HookKind, type HookName, type Hooks, hookTable } from "./hook-table.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";
import { type Timing, type WatchedTap, watchTap } from "./watch-tap.ts";

type AnyFunction = (...args: readonly unknown[]) => unknown;
type AnyHook = AsyncSeriesHook<unknown[]>;
interface Collected {
  readonly plugin: string;
  readonly answer: unknown;
}
const order = { first: -1, last: 1 } as const;

/**
 * The hook table made of tapable hooks, with the plugins' plain functions tapped in the order of the spec.
 * @param log takes a line when an observer throws.
 */
export function createHooks(plugins: readonly LoadedPlugin[], log: (line: string) => void): HookDriver {
  const timings = new Map<string, Timing>();
  const make = (name: HookName, stage?: StageName): AnyHook => {
    const row: { readonly kind: HookKind; readonly args: readonly string[] } = hookTable[name];
    const hook = newHook(row.kind, row.args);
    const label = stage ? `${name}.${stage}` : name;
    hook.intercept({
      register: (tap) => ({
        ...tap,
        fn: watchTap(tap as unknown as WatchedTap, { kind: row.kind, hook: label, timings, log }),
      }),
    });
    return hook;
  };
  const hooks = Object.fromEntries(
    Object.entries(hookTable).map(([name, row]) => [
      name,
      "perStage" in row ? new HookMap((stage) => make(name as HookName, stage as StageName)) : make(name as HookName),
    ]),
  ) as Record<HookName, AnyHook | HookMap<AnyHook>>;
  for (const plugin of plugins) tapPlugin(hooks, plugin);

  const hookOf = (name: HookName, stage?: StageName): AnyHook => {
    const hook = hooks[name];
    return hook instanceof HookMap ? hook.for(stage ?? "plan") : hook;
  };
  return {
    waterfall: async (name, value) => (await hookOf(name).promise(value)) as never,
    collect: async (name, args, stage) => (await hookOf(name, stage).promise([], ...args)) as never,
    // Asked for each commit, and most of the time nobody has an answer.
    bail: async (name, args) => {
      const hook = hookOf(name);
      return (hook.isUsed() ? await hook.promise(...args) : undefined) as never;
    },
    series: async (name, args, stage) => await hookOf(name, stage).promise(...args),
    observe: async (name, args) => await hookOf(name).promise(...args),
    timings: () => [...timings.values()],
  };
}

const hookClasses = {
  waterfall: AsyncSeriesWaterfallHook,
  collect: AsyncSeriesWaterfallHook,
  bail: AsyncSeriesBailHook,
  series: AsyncSeriesHook,
  observe: AsyncParallelHook,
} as const satisfies Record<HookKind, unknown>;

function newHook(kind: HookKind, args: readonly string[]): AnyHook {
  const Hook = hookClasses[kind] as unknown as new (args: readonly string[]) => AnyHook;
  // A collect hook is a waterfall over the list of what has been collected so far.
  return new Hook(kind === "collect" ? ["collected", ...args] : args);
}

function tapPlugin(
  hooks: Record<HookName, AnyHook | HookMap<AnyHook>>,
  { name: plugin, contributions }: LoadedPlugin,
): void {
  const tap = (name: HookName, given: unknown, stage?: StageName): void => {
    const { handler, order: place } =
      typeof given === "function" ? { handler: given, order: undefined } : (given as Placed);
    const target = hooks[name];
    const hook = target instanceof HookMap ? target.for(stage ?? "plan") : target;
    const stageOfTap = place ? { stage: order[place] } : {};
    hook.tapPromise(
      { name: plugin, ...stageOfTap },
      plainTap(hookTable[name].kind, plugin, handler as AnyFunction) as never,
    );
  };
  const { tapable, ...named } = (contributions.hooks ?? {}) as Hooks & Record<string, unknown>;
  for (const [name, given] of Object.entries(named)) {
    if (hooks[name as HookName] instanceof HookMap) {
      for (const [stage, handler] of Object.entries(given as object))
        tap(name as HookName, handler, stage as StageName);
    } else tap(name as HookName, given);
  }
  for (const stage of stageNames) {
    const contribute = contributions.contribute?.[stage];
    if (contribute) tap("contribute", contribute, stage);
  }
  tapable?.(publicSide(hooks, plugin));
}

interface Placed {
  readonly handler: AnyFunction;
  readonly order?: "first" | "last";
}

/** What is tapped for an author's plain function: collect hooks thread their list through. */
function plainTap(kind: HookKind, plugin: string, handler: AnyFunction): AnyFunction {
  return kind === "collect"
    ? async (collected, ...args) => [...(collected as readonly Collected[]), { plugin, answer: await handler(...args) }]
    : async (...args) => handler(...args);
}

/** tapable's own facade: taps can be added, nothing can be called. */
function publicSide(hooks: Record<HookName, AnyHook | HookMap<AnyHook>>, plugin: string): Record<string, unknown> {
  const facade = (hook: AnyHook): unknown => hook.withOptions({ name: plugin } as never);
  return Object.fromEntries(
    Object.entries(hooks).map(([name, hook]) => [
      name,
      hook instanceof HookMap ? { for: (stage: StageName) => facade(hook.for(stage)) } : facade(hook),
    ]),
  );
}
