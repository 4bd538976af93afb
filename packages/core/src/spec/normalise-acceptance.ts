import type { JsonObject } from "../model/json.ts";
import type { Json } from "../model/json.ts";
import type { Acceptance, Cohort } from "../model/feedback.ts";
import type { GateSpec, Identity, StageSpec } from "../model/spec.ts";
import { isObject } from "./read-spec.ts";

const keys = ["channel", "cohort", "until", "minimum"];

/** What the stage `accept` asks for; null where it asks for nothing and has no gate on feedback. */
export function normaliseAcceptance(written: JsonObject): Acceptance | null {
  const stages = isObject(written["stages"]) ? written["stages"] : {};
  const accept = isObject(stages["accept"]) ? stages["accept"] : {};
  const gates = Object.values(stages).flatMap((stage) => (isObject(stage) ? listOf(stage["gates"]) : []));
  const asks = keys.some((key) => accept[key] !== undefined) || gates.some((gate) => gate["feedback"] !== undefined);
  if (!asks) return null;
  return {
    channel: (accept["channel"] ?? null) as string | null,
    cohort: cohortOf(accept["cohort"], written),
    until: (accept["until"] ?? null) as string | null,
    minimum: (accept["minimum"] ?? 0) as number,
  };
}

/** By the name of a role or of an audience, as a list of addresses, or in full. Without one it is the public. */
function cohortOf(given: Json | undefined, written: JsonObject): Cohort {
  if (given === undefined || given === "public") return { name: "public", members: null, size: null };
  if (typeof given === "string") return { name: given, members: membersOf(given, written), size: null };
  if (Array.isArray(given)) return { name: "cohort", members: given as readonly string[], size: given.length };
  const {
    name = "cohort",
    members,
    size,
  } = given as {
    readonly name?: string;
    readonly members?: string | readonly string[];
    readonly size?: number;
  };
  if (members === undefined || members === "public") return { name, members: null, size: size ?? null };
  const found = typeof members === "string" ? membersOf(members, written) : members;
  return { name, members: found, size: size ?? found.length };
}

/** Addresses of a role or an audience; none where there is neither, which a rule of the spec refuses. */
function membersOf(name: string, written: JsonObject): readonly string[] {
  const role = isObject(written["roles"]) ? written["roles"][name] : undefined;
  const people = (Array.isArray(role) ? role : isObject(role) ? role["members"] : []) as unknown as readonly Identity[];
  const audience = Array.isArray(written["audiences"])
    ? written["audiences"].find((each) => isObject(each) && each["name"] === name)
    : isObject(written["audiences"])
      ? written["audiences"][name]
      : undefined;
  const to = isObject(audience) ? (audience["to"] as readonly string[]) : [];
  return [...people.flatMap(({ email }) => email ?? []), ...to];
}

/** The stage `accept` is a gate of its own, and what is to be fixed has to be fixed before `prepare`. */
export function placeAcceptance(stages: readonly StageSpec[], acceptance: Acceptance | null): readonly StageSpec[] {
  if (!acceptance) return stages;
  const gate = (kind: string, because: string): GateSpec => ({ id: kind, kind, options: {}, because });
  const trial = gate("trial", "The spec says who accepts a candidate, and for how long: `stages.accept`.");
  const fixes = gate("fixes", "What was found in acceptance and is to be fixed now must be in the final candidate.");
  return stages.map((stage) => {
    if (stage.name === "accept") return { ...stage, gates: [...stage.gates, trial] };
    return stage.name === "prepare" ? { ...stage, gates: [...stage.gates, fixes] } : stage;
  });
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((each: Json): each is JsonObject => isObject(each)) : [];
}
