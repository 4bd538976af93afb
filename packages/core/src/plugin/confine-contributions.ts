import type { Json, JsonObject } from "../model/json.ts";
import { secretsIn } from "../template/secrets-in.ts";
import type { Action } from "./action.ts";
import { confine, confineRun, type Confinement, isContext } from "./confine.ts";
import type { Permissions } from "./permissions.ts";
import type { Contributions, Plugin } from "./plugin.ts";

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** What a plugin may do with these options; null when it says nothing of it. */
export function permissionsOf(plugin: Plugin, options: JsonObject): Permissions | null {
  const { permissions } = plugin;
  return (typeof permissions === "function" ? permissions(options) : permissions) ?? null;
}

/**
 * The contributions of a plugin, each handed contexts that open only for what the plugin has declared. Those of a plugin that has
 * declared nothing are as they were. What a plugin taps through `tapable` is not limited.
 */
export function confineContributions(
  {
    name,
    permissions,
    options,
  }: { readonly name: string; readonly permissions: Permissions | null; readonly options: JsonObject },
  given: Contributions,
): Contributions {
  if (permissions === null) return given;
  const confinement: Confinement = { plugin: name, permissions, granted: secretsIn(options) };
  const { actions, gates, checkups, stores, hooks } = given;
  const over = <T, R>(all: Readonly<Record<string, T>>, change: (one: T) => R): Record<string, R> =>
    Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]));
  return {
    ...given,
    ...(actions && { actions: over(actions, (action) => confineAction(action, confinement)) }),
    ...(gates && {
      gates: over(gates, (gate) => ({
        ...gate,
        evaluate: (with_, context) => gate.evaluate(with_, confine(context, granting(confinement, with_ as Json))),
      })),
    }),
    ...(checkups && {
      checkups: checkups.map((checkup) => ({
        ...checkup,
        examine: (context) => checkup.examine(confine(context, confinement)),
      })),
    }),
    ...(stores && {
      stores: over(stores, (store) => ({
        ...store,
        ...(store.fits && {
          fits: (with_, context, ask) =>
            store.fits?.(with_, { ...context, run: confineRun(context.run, confinement) }, ask) ??
            Promise.resolve(false),
        }),
        open: (with_, context) => store.open(with_, { ...context, run: confineRun(context.run, confinement) }),
      })),
    }),
    ...(hooks && { hooks: confineHooks(hooks, confinement) }),
  };
}

function confineAction(action: Action, confinement: Confinement): Action {
  const { check, undo } = action;
  const mine = granting(
    confinement,
    action.secrets.map((name) => `{{secrets.${name}}}`),
  );
  return {
    ...action,
    plan: (options, context) => action.plan(options, confine(context, granting(mine, options as Json))),
    ...(check && { check: (target, context) => check.call(action, target, confine(context, granting(mine, target))) }),
    apply: (target, context) => action.apply(target, confine(context, granting(mine, target))),
    ...(undo && {
      undo: (target, result, context) => undo.call(action, target, result, confine(context, granting(mine, target))),
    }),
  };
}

/** With the secrets that these options name as well: they stand in the spec. */
function granting(confinement: Confinement, options: Json): Confinement {
  const named = secretsIn(options);
  return named.length === 0 ? confinement : { ...confinement, granted: [...confinement.granted, ...named] };
}

/** The same hooks, by stage or not, in whatever form they were given. */
function confineHooks(hooks: Readonly<Record<string, unknown>>, confinement: Confinement): Record<string, unknown> {
  const confined = (given: unknown): unknown => {
    if (typeof given === "function") {
      return (...args: readonly unknown[]) =>
        (given as AnyFunction)(...args.map((arg) => (isContext(arg) ? confine(arg, confinement) : arg)));
    }
    if (typeof given !== "object" || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, confined(inner)]));
  };
  return Object.fromEntries(
    Object.entries(hooks).map(([name, given]) => [name, name === "tapable" ? given : confined(given)]),
  );
}
