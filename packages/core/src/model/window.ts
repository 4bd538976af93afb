import type { ReleaseType } from "./plan.ts";

/** Where a window or a freeze holds. A part that is absent holds everywhere. */
export interface Scope {
  readonly environments?: readonly string[];
  readonly rings?: readonly string[];
  /** Releases of these tracks only. */
  readonly tracks?: readonly string[];
}

/**
 * What becomes of a deployment that is under way when its window closes. `finish-step`: what has begun is brought to its end,
 * and nothing more begins. `finish-ring`: the ring, or the environment where there are none, is brought to its end. `stop`: also
 * the step under way is ended.
 */
export type Overrun = "finish-step" | "finish-ring" | "stop";

/**
 * Times of the clock on the wall, on days that recur or are named, at which deployments may take place (`allow`) or may not
 * (`deny`).
 */
export interface Window {
  readonly name: string;
  readonly kind: "allow" | "deny";
  /** Recurrence rules of RFC 5545 that name days (`FREQ=WEEKLY;BYDAY=MO`), and single days (`2026-12-05`). */
  readonly days: readonly string[];
  /** First day that the rules count from, `2026-01-05`. */
  readonly from?: string;
  /** `HH:MM` on the clock of the zone, the first minute that belongs to it. */
  readonly start: string;
  /** `HH:MM`, the first minute that does not; not after `start`: on the next day. `24:00` is the end of the day. */
  readonly end: string;
  /** IANA name. */
  readonly timezone: string;
  readonly overrun: Overrun;
  /** It holds where it is named; with a scope, also everywhere in it. */
  readonly scope?: Scope;
  /** Kinds of releases that its scope does not touch. */
  readonly except: readonly ReleaseType[];
  readonly because?: string;
}

/** One stretch of time in which nothing is deployed. */
export interface Freeze {
  readonly name: string;
  /** A day, a local time, or RFC 3339. */
  readonly from: string;
  /** The same; of a day it is the end. */
  readonly to: string;
  /** IANA name of the zone that local times are taken in. */
  readonly timezone: string;
  readonly overrun: Overrun;
  readonly scope?: Scope;
  readonly except: readonly ReleaseType[];
  readonly because?: string;
}
