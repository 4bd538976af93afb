import type { Json, JsonObject } from "../model/json.ts";
import type { GateSpec, StepSpec } from "../model/spec.ts";
import type { GateKind } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { fillDefaults } from "./fill-defaults.ts";
import { isObject } from "./read-spec.ts";

const gateKeys = ["id", "when", "owner", "because"];

/** The key of a gate that names its kind; undefined unless there is exactly one. */
export function kindOf(gate: JsonObject): string | undefined {
  const kinds = Object.keys(gate).filter((key) => !gateKeys.includes(key));
  return kinds.length === 1 ? kinds[0] : undefined;
}

/** What stands under a gate's key, as the object its kind takes. */
export function gateOptions(kind: Pick<GateKind, "shorthand">, written: Json): JsonObject {
  if (isObject(written)) return written;
  return kind.shorthand === undefined ? {} : { [kind.shorthand]: written };
}

export function normaliseGates(
  value: Json | undefined,
  kinds: Readonly<Record<string, GateKind>>,
): readonly GateSpec[] {
  const taken = new Map<string, number>();
  return listOf(value).map((written) => {
    const name = kindOf(written) as string;
    const kind = kinds[name];
    const given = gateOptions(kind ?? {}, written[name] ?? null);
    // A gate reads its options as its schema says they are: a threshold left out must not be one that is not there.
    const options = kind ? fillDefaults(kind.options, given) : given;
    const { id, owner, because, when } = written as {
      readonly id?: string;
      readonly when?: string;
      readonly owner?: string;
      readonly because?: string;
    };
    return {
      id: id ?? unique(toldApart(name, options), taken),
      kind: name,
      options,
      ...(owner !== undefined && { owner }),
      ...(because !== undefined && { because }),
      ...(when !== undefined && { when }),
    };
  });
}

/** `approval:ROLE`, `window:NAME`; of other kinds the kind. */
function toldApart(kind: string, options: JsonObject): string {
  if (kind === "approval" && typeof options["role"] === "string") return `approval:${options["role"]}`;
  const { name } = options;
  if ((kind === "window" || kind === "freeze") && typeof name === "string") return `${kind}:${slugOf(name)}`;
  return kind;
}

/** A name as a part of an id. */
export function slugOf(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, "-");
}

export function normaliseSteps(value: Json | undefined): readonly StepSpec[] {
  const taken = new Map<string, number>();
  return listOf(value).map((written) => {
    const { id, uses, needs, retry, timeout, critical, when } = written as unknown as WrittenStep;
    return {
      id: id ?? unique(uses, taken),
      uses,
      with: (written["with"] ?? {}) as JsonObject,
      ...(critical !== undefined && { critical }),
      ...(when !== undefined && { when }),
      ...(needs && { needs }),
      ...(retry && { retry: { attempts: retry.attempts ?? 3, delay: parseDuration(retry.delay ?? "PT1S") } }),
      ...(timeout !== undefined && { timeout: parseDuration(timeout) }),
    };
  });
}

interface WrittenStep {
  readonly id?: string;
  readonly uses: string;
  readonly when?: string;
  readonly needs?: readonly string[];
  readonly retry?: { readonly attempts?: number; readonly delay?: string };
  readonly timeout?: string;
  readonly critical?: boolean;
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value : [];
}

/** The name, or the name with a number where it is taken: stable for the order of the file. */
function unique(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}#${count}`;
}
