import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { HookKind } from "./hook-table.ts";

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** The part of tapable's tap that is watched. */
export interface WatchedTap {
  readonly name: string;
  readonly type: "sync" | "async" | "promise";
  readonly fn: AnyFunction;
}

export interface Timing {
  readonly plugin: string;
  readonly hook: string;
  calls: number;
  milliseconds: number;
}

interface Watch {
  readonly kind: HookKind;
  /** With the stage, where the hook has one for each. */
  readonly hook: string;
  /** By plugin and hook; written to. */
  readonly timings: Map<string, Timing>;
  readonly log: (line: string) => void;
}

/** The tap's function, timed, and with errors that say whose it is: tapable's own do not. An observer's are only logged. */
export function watchTap(tap: WatchedTap, watch: Watch): AnyFunction {
  const blameTap = (error: unknown): RelspecError | undefined => {
    if (watch.kind !== "observe") return blame(error, `The plugin "${tap.name}" failed in its hook ${watch.hook}`);
    watch.log(`The plugin "${tap.name}" failed while following ${watch.hook}: ${messageOf(error)}`);
    return undefined;
  };
  const end = (start: number): void => {
    const key = `${tap.name}\n${watch.hook}`;
    const timing = watch.timings.get(key) ?? { plugin: tap.name, hook: watch.hook, calls: 0, milliseconds: 0 };
    timing.calls += 1;
    timing.milliseconds += performance.now() - start;
    watch.timings.set(key, timing);
  };

  if (tap.type === "async") {
    return (...args) => {
      const start = performance.now();
      const done = args.at(-1) as (error?: unknown, value?: unknown) => void;
      return tap.fn(...args.slice(0, -1), (error: unknown, value: unknown) => {
        end(start);
        done(error ? blameTap(error) : undefined, value);
      });
    };
  }
  if (tap.type === "sync") {
    return (...args) => {
      const start = performance.now();
      try {
        return tap.fn(...args);
      } catch (error) {
        const blamed = blameTap(error);
        if (blamed) throw blamed;
        return undefined;
      } finally {
        end(start);
      }
    };
  }
  return async (...args) => {
    const start = performance.now();
    try {
      return await tap.fn(...args);
    } catch (error) {
      const blamed = blameTap(error);
      if (blamed) throw blamed;
      return undefined;
    } finally {
      end(start);
    }
  };
}

/** A RelspecError as it is; anything else as `RS_PLUGIN_CRASHED`, saying where. */
export function blame(error: unknown, where: string): RelspecError {
  if (isRelspecError(error)) return error;
  return new RelspecError("RS_PLUGIN_CRASHED", {
    message: `${where}: ${messageOf(error)}`,
    suggestions: ["Report this to the plugin's author; `--verbose` shows where it was thrown."],
    cause: error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
