import { isDeepStrictEqual } from "node:util";
import { RelspecError } from "../errors/index.ts";
import { digestOf } from "../model/digest.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Policy, WaiverRule } from "../model/spec.ts";
import { pointerOf } from "../schema/pointer.ts";
import { printable } from "../schema/printable.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { extendSpec, resolvePreset } from "./extend-spec.ts";
import { type MergedSpec, mergeSpecs } from "./merge-specs.ts";
import { kindOf } from "./normalise-steps.ts";
import { isObject, readSpec } from "./read-spec.ts";
import { type ComparedGate, weakerThan } from "./weaker-gate.ts";

/** The policy that a spec may tighten and not loosen. */
export interface Floor {
  readonly preset: string;
  /** `sha256:…` of what it says, with its own presets. */
  readonly digest: string;
  readonly value: JsonObject;
}

export interface Loosening {
  readonly pointer: string;
  readonly message: string;
  readonly suggestions: readonly string[];
}

/**
 * The spec on its policy floor: what the floor says is part of it, whether it is named in `extends` or not.
 * @throws `RS_SPEC_EXTENDS` where it is not found; `RS_POLICY_FLOOR` where it is not the one that is pinned.
 */
export async function onFloor(
  merged: MergedSpec,
): Promise<{ readonly merged: MergedSpec; readonly floor: Floor | null }> {
  const written = policyIn(merged.value)["floor"];
  const preset = typeof written === "string" ? written : isObject(written) ? written["preset"] : undefined;
  if (typeof preset !== "string") return { merged, floor: null };
  const origin = merged.origins.get(pointerOf(["policy", "floor"]));
  const file = resolvePreset(preset, origin?.source.file ?? "");
  const below = await extendSpec(await readSpec(file));
  const digest = digestOf(below.value);
  const pinned = isObject(written) ? written["digest"] : undefined;
  if (typeof pinned === "string" && pinned !== digest)
    throw new RelspecError("RS_POLICY_FLOOR", {
      message: `The policy ${printable(preset)} is not the one that is pinned: its digest is ${digest}.`,
      details: { preset, pinned, digest },
      suggestions: [
        `Look at what has changed in it, then: \`policy: { floor: { preset: ${printable(preset)}, digest: "${digest}" } }\`.`,
      ],
    });
  const known = [...merged.origins.values()].some(({ source }) => source.file === file);
  return { merged: known ? merged : mergeSpecs(below, merged), floor: { preset, digest, value: below.value } };
}

/** Everything in which a spec asks for less than its floor; empty where it asks for as much or more. */
export function loosenings(floor: JsonObject, spec: JsonObject): readonly Loosening[] {
  return [
    ...policyLoosened(policyIn(floor), policyIn(spec)),
    ...rolesLoosened(floor, spec),
    ...gatesLoosened(floor, spec),
    ...environmentsLoosened(floor, spec),
    ...listsLoosened(floor, spec),
  ];
}

function policyLoosened(floor: JsonObject, spec: JsonObject): readonly Loosening[] {
  const found: Loosening[] = [];
  const loose = (key: string, message: string): void => void found.push(say(["policy", key], message));
  const identity = spec["identity"] ?? "verified";
  if ((floor["identity"] ?? "verified") === "verified" && identity !== "verified")
    loose("identity", "The policy asks for verified identities, and the spec takes claimed ones.");
  const kept = (floor["separation"] ?? ["authors"]) as Policy["separation"];
  const left = kept.filter((each) => !((spec["separation"] ?? ["authors"]) as Policy["separation"]).includes(each));
  if (left.length > 0)
    loose("separation", `The policy keeps ${left.join(" and ")} from approving, and the spec does not.`);
  const issuers = entriesOf(floor["issuers"]).map(([, each]) => each);
  for (const [name, each] of entriesOf(spec["issuers"]))
    if (!issuers.some((other) => isDeepStrictEqual(other, each)))
      loose("issuers", `The spec believes tokens of "${name}", which the policy does not, or not so.`);
  const rules = (floor["waivers"] ?? []) as unknown as readonly WaiverRule[];
  for (const rule of (spec["waivers"] ?? []) as unknown as readonly WaiverRule[])
    if (!rules.some((other) => isWithin(rule, other)))
      loose("waivers", `The spec lets ${rule.by} waive what the policy does not, or for longer.`);
  return found;
}

function isWithin(rule: WaiverRule, allowed: WaiverRule): boolean {
  const all = allowed.gates ?? ["*"];
  const gates = all.includes("*") || (rule.gates ?? ["*"]).every((gate) => all.includes(gate));
  return (
    rule.by === allowed.by && gates && parseDuration(rule.longest ?? "P30D") <= parseDuration(allowed.longest ?? "P30D")
  );
}

/** A role of the policy has its members and its quorum: nobody joins it in a release's own spec. */
function rolesLoosened(floor: JsonObject, spec: JsonObject): readonly Loosening[] {
  return entriesOf(floor["roles"]).flatMap(([role, given]) => {
    const [below, above] = [membersOf(given), membersOf(ownOf(spec["roles"], role))];
    const joined = above.members.filter((each) => !below.members.some((other) => isDeepStrictEqual(each, other)));
    return [
      ...(joined.length > 0
        ? [say(["roles", role], `The spec adds members to the role "${role}", whom the policy does not name.`)]
        : []),
      ...(above.quorum < below.quorum
        ? [
            say(
              ["roles", role],
              `The role "${role}" has the quorum ${above.quorum}, and the policy asks for ${below.quorum}.`,
            ),
          ]
        : []),
    ];
  });
}

/** Times without releases, and windows, stay as the policy has them; others may be added. */
function listsLoosened(floor: JsonObject, spec: JsonObject): readonly Loosening[] {
  return ["windows", "freezes", "controls"].flatMap((key) => {
    const [below, above] = [entriesOf(floor[key]), entriesOf(spec[key])];
    return below
      .filter(
        ([name, each]) =>
          !above.some(
            ([other, value]) => isDeepStrictEqual(value, each) && (name === other || Array.isArray(floor[key])),
          ),
      )
      .map(([name]) => say([key], `The spec changes or leaves out \`${key}\` "${name}" of the policy.`));
  });
}

function say(path: readonly string[], message: string): Loosening {
  return {
    pointer: pointerOf(path),
    message,
    suggestions: [
      "A spec may be stricter than its policy and never less strict: take this out, or have the policy changed.",
    ],
  };
}

function policyIn(spec: JsonObject): JsonObject {
  const { policy } = spec;
  return isObject(policy) ? policy : {};
}

function membersOf(given: Json | undefined): { readonly members: readonly Json[]; readonly quorum: number } {
  if (Array.isArray(given)) return { members: given as readonly Json[], quorum: 1 };
  if (!isObject(given)) return { members: [], quorum: 1 };
  const { members, quorum } = given;
  return {
    members: Array.isArray(members) ? (members as readonly Json[]) : [],
    quorum: typeof quorum === "number" ? quorum : 1,
  };
}

function ownOf(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Named things, of a list or a map. */
function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((each, index) => {
      if (!isObject(each)) return [String(index), each] as const;
      const { name, id, ...rest } = each;
      const called = typeof name === "string" ? name : typeof id === "string" ? id : String(index);
      return [called, typeof name === "string" ? rest : each] as const;
    });
  return isObject(value) ? Object.entries(value) : [];
}

/** Every gate of the policy is somewhere in the same place of the spec, and asks for as much. */
function gatesLoosened(floor: JsonObject, spec: JsonObject): readonly Loosening[] {
  const above = placesIn(spec);
  return [...placesIn(floor)].flatMap(([place, { gates }]) => {
    const mine = above.get(place);
    return gates.flatMap((gate) => {
      const wanted = comparedOf(gate);
      if (!wanted) return [];
      const same = (mine?.gates ?? []).flatMap((each) => {
        const other = comparedOf(each);
        return other && other.kind === wanted.kind ? [weakerThan(wanted, other)] : [];
      });
      if (same.some((why) => why.length === 0)) return [];
      const [why = []] = same;
      const id = typeof gate["id"] === "string" ? gate["id"] : wanted.kind;
      const message =
        why.length === 0
          ? `The gate ${id} that the policy puts before ${place} is not there.`
          : `The gate ${id} before ${place} ${why.join(" and ")}, which is less than the policy asks for.`;
      const path = place.split("/");
      const pointer = path.length > 1 ? ["stages", path[0] as string, "environments"] : ["stages", path[0] as string];
      return [say(pointer, message)];
    });
  });
}

/** What an environment of the policy has to have besides its gates. */
function environmentsLoosened(floor: JsonObject, spec: JsonObject): readonly Loosening[] {
  const above = new Map(environmentsIn(spec));
  return environmentsIn(floor).flatMap(([name, below]) => {
    const mine = above.get(name) ?? {};
    return Object.entries(below)
      .filter(([key, value]) => !["gates", "steps", "name"].includes(key) && !isKept(key, value, ownOf(mine, key)))
      .map(([key]) =>
        say(
          ["stages", "deploy", "environments"],
          `The environment "${name}" changes or leaves out \`${key}\` of the policy.`,
        ),
      );
  });
}

function isKept(key: string, below: Json, above: Json | undefined): boolean {
  if (key === "soak" && typeof below === "string" && typeof above === "string")
    return parseDuration(above) >= parseDuration(below);
  if (key === "requires" && Array.isArray(below) && Array.isArray(above))
    return below.every((each) => (above as readonly Json[]).includes(each as Json));
  return isDeepStrictEqual(below, above);
}

function environmentsIn(spec: JsonObject): readonly (readonly [string, JsonObject])[] {
  const deploy = ownOf(spec["stages"], "deploy");
  return entriesOf(isObject(deploy) ? deploy["environments"] : undefined).flatMap(([name, each]) =>
    isObject(each) ? [[name, each] as const] : [],
  );
}

/** By `STAGE` or `STAGE/ENVIRONMENT`, however environments are written. */
function placesIn(spec: JsonObject): ReadonlyMap<string, { readonly gates: readonly JsonObject[] }> {
  const places = new Map<string, { readonly gates: readonly JsonObject[] }>();
  const gatesOf = (unit: JsonObject) => ({
    gates: Array.isArray(unit["gates"]) ? (unit["gates"] as readonly Json[]).filter(isObject) : [],
  });
  for (const [stage, unit] of entriesOf(spec["stages"])) {
    if (!isObject(unit)) continue;
    places.set(stage, gatesOf(unit));
    for (const [name, environment] of entriesOf(unit["environments"]))
      if (isObject(environment)) places.set(`${stage}/${name}`, gatesOf(environment));
  }
  return places;
}

/** A gate as written, without what is only said of it. A plain value is what its kind takes it for. */
function comparedOf(gate: JsonObject): ComparedGate | null {
  const kind = kindOf(gate);
  if (kind === undefined) return null;
  const value = gate[kind] ?? null;
  const options = isObject(value) ? value : { [kind === "approval" ? "role" : "value"]: value };
  const { when } = gate;
  return { kind, options, ...(typeof when === "string" && { when }) };
}
