import type { Json, JsonObject } from "../model/json.ts";
import type { EnvironmentSpec, StepSpec } from "../model/spec.ts";
import type { GateKind } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { named } from "./named.ts";
import { gateOptions, normaliseGates, normaliseSteps } from "./normalise-steps.ts";
import { isObject } from "./read-spec.ts";

/** The action of core that measures: a program or an address. */
export const verifyAction = "relspec/verify";

/** The environments of `deploy` in the order they are gone through: as written, except that what is required comes first. */
export function normaliseEnvironments(
  written: Json | undefined,
  kinds: Readonly<Record<string, GateKind>>,
): readonly EnvironmentSpec[] {
  return requiredFirst(
    named<JsonObject & { readonly name: string }>(written).map((each) => ({
      name: each.name,
      requires: (each["requires"] ?? []) as readonly string[],
      gates: [...windowOf(each["window"], kinds), ...normaliseGates(each["gates"], kinds)],
      steps: normaliseSteps(each["steps"]),
      rings: ((each["rings"] ?? []) as readonly (string | number)[]).map(String),
      soak: parseDuration((each["soak"] as string | undefined) ?? "PT0S"),
      verify: verificationsOf(each["verify"]),
      onFailure: (each["on-failure"] ?? "stop") as EnvironmentSpec["onFailure"],
    })),
  );
}

/** `window: office-hours` on an environment is the gate of that kind on it. */
function windowOf(written: Json | undefined, kinds: Readonly<Record<string, GateKind>>): EnvironmentSpec["gates"] {
  if (written === undefined) return [];
  return [{ id: "window", kind: "window", options: gateOptions(kinds["window"] ?? { shorthand: "name" }, written) }];
}

function verificationsOf(written: Json | undefined): readonly StepSpec[] {
  const all = (written === undefined ? [] : Array.isArray(written) ? written : [written]) as readonly JsonObject[];
  const taken = new Map<string, number>();
  return all.map((each) => {
    const uses = typeof each["uses"] === "string" ? each["uses"] : undefined;
    const name = typeof each["id"] === "string" ? each["id"] : (uses ?? ("http" in each ? "http" : "command"));
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    const id = `verify:${name}${count === 1 ? "" : `#${count}`}`;
    const attempts = (each["failure"] as number | undefined) ?? 1;
    const every = (each["every"] as string | undefined) ?? "PT5S";
    const timeout = (each["timeout"] as string | undefined) ?? "PT1M";
    if (uses !== undefined)
      return {
        id,
        uses,
        with: (each["with"] ?? {}) as JsonObject,
        retry: { attempts, delay: parseDuration(every) },
        ...(each["timeout"] !== undefined && { timeout: parseDuration(timeout) }),
        critical: true,
      };
    const { http } = each;
    const limits = {
      success: (each["success"] as number | undefined) ?? 1,
      failure: attempts,
      inconclusive: (each["inconclusive"] as number | undefined) ?? 1,
    };
    const measures = limits.success + limits.failure + limits.inconclusive - 2;
    const delay = parseDuration((each["delay"] as string | undefined) ?? "PT0S");
    return {
      id,
      uses: verifyAction,
      with: {
        ...(http === undefined
          ? { command: each["command"] as Json }
          : { http: isObject(http) ? http : { url: http } }),
        ...limits,
        delay,
        every: parseDuration(every),
        timeout: parseDuration(timeout),
      },
      // Long enough for every measure that it may take.
      timeout: delay + measures * (parseDuration(every) + parseDuration(timeout)) + 60_000,
      retry: { attempts: 1, delay: 1_000 },
    };
  });
}

/** As given, but each after all that it requires. What requires itself in a circle is left where it is: a rule names it. */
function requiredFirst(environments: readonly EnvironmentSpec[]): readonly EnvironmentSpec[] {
  const sorted: EnvironmentSpec[] = [];
  const visit = (environment: EnvironmentSpec, path: readonly string[]): void => {
    if (sorted.includes(environment) || path.includes(environment.name)) return;
    for (const name of environment.requires) {
      const required = environments.find((each) => each.name === name);
      if (required) visit(required, [...path, environment.name]);
    }
    sorted.push(environment);
  };
  for (const environment of environments) visit(environment, []);
  return sorted;
}
