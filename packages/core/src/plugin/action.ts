import type { Json, JsonObject } from "../model/json.ts";
import type { EffectClass } from "../model/plan.ts";
import type { RetrySpec } from "../model/spec.ts";
import type { ReadContext, WriteContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import type { Infer, Schema } from "./infer.ts";
import type { PlanningFacts } from "./facts.ts";

/** What `plan` says of one use of an action. */
export interface Intention<T extends JsonObject> {
  /** One line: what the step will do, with its names. */
  readonly summary: string;
  /** Everything `check`, `apply` and `undo` need; plain JSON without times, machine paths or secrets. */
  readonly target: T;
  /** Names of result keys that only exist once a step has run, with that step's id. */
  readonly knownAfter?: Readonly<Record<string, string>>;
  /** Why this one cannot be taken back; absent when `undo` can. */
  readonly irreversible?: string;
  /** This one needs the plan's commit to be checked out, though not every use of its action does. */
  readonly tree?: boolean;
}

export interface PlanContext extends ReadContext {
  readonly facts: PlanningFacts;
  /** Full ids of the steps this one needs, directly. */
  readonly needs: readonly string[];
}

/**
 * A kind of effect a plugin offers. `plan` says what should be, `check` what is, `apply` makes it so, `undo` takes it back.
 * `check` decides before `apply` and after a crash, so it must recognise the work of an `apply` that was killed at any point.
 */
export interface Action<O = Record<string, unknown>, T extends JsonObject = JsonObject, R extends Json = Json> {
  readonly summary: string;
  readonly options: Schema;
  /** Default A with a `check`, C without. */
  readonly effect: EffectClass;
  /** It needs the plan's commit to be checked out. Default false. */
  readonly tree: boolean;
  /** Default false for an action that only tells people something. */
  readonly critical: boolean;
  readonly retry: RetrySpec;
  /** Milliseconds. */
  readonly timeout: number;
  /** Names of environment variables that are secrets and must be there. */
  readonly secrets: readonly string[];
  plan(options: O, context: PlanContext): Promise<Intention<T>> | Intention<T>;
  check?(target: T, context: ReadContext): Promise<Finding> | Finding;
  apply(target: T, context: WriteContext): Promise<R> | R;
  /** Absent: `irreversible` says why. Runs only for a step that is done. */
  undo?(target: T, result: R, context: WriteContext): Promise<Json | void> | Json | void;
  /** Why nothing of this kind can be taken back. */
  readonly irreversible?: string;
}

type Given<O, T extends JsonObject, R extends Json> = Omit<
  Action<O, T, R>,
  "options" | "effect" | "tree" | "critical" | "retry" | "timeout" | "secrets"
> &
  Partial<Pick<Action<O, T, R>, "effect" | "tree" | "critical" | "retry" | "timeout" | "secrets">>;

/**
 * Define an action; the type of its options comes from the schema literal.
 *
 * @example
 * defineAction({
 *   summary: "Push a file to a bucket.",
 *   options: { type: "object", additionalProperties: false, required: ["path"], properties: { path: { type: "string" } } },
 *   plan: ({ path }) => ({ summary: `upload ${path}`, target: { path } }),
 *   check: async ({ path }, { http }) => ((await http.get(`…/${path}`)).status === 200 ? present() : absent),
 *   apply: async ({ path }, { http }) => { … },
 *   irreversible: "Readers may have copied the file.",
 * });
 */
export function defineAction<const S extends Schema, T extends JsonObject, R extends Json>(
  given: { readonly options: S } & Given<Infer<S>, T, R>,
): Action {
  const action: Action<Infer<S>, T, R> = {
    effect: given.check ? "A" : "C",
    tree: false,
    critical: true,
    retry: { attempts: 3, delay: 1000 },
    timeout: 10 * 60_000,
    secrets: [],
    ...given,
  };
  // The engine validates options against the schema before it calls, so the narrower type is safe behind this door.
  return action as unknown as Action;
}
