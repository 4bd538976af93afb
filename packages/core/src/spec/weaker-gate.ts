import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../model/json.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { isObject } from "./read-spec.ts";

/** What it takes to tell whether one gate asks for less than another. */
export interface ComparedGate {
  readonly kind: string;
  readonly options: JsonObject;
  readonly when?: string;
}

/** Options of which more is stricter, and less. */
const more = ["lines", "branches", "functions", "min", "minimum", "approvals", "responses", "score"];
const less = ["max", "failed", "open-blockers"];
/** Durations: a longer one is stricter where time has to pass, a shorter one where something expires. */
const shorter = ["expires"];

/** Why a gate asks for less than another, each a sentence without its subject; empty when it asks for as much or more. */
export function weakerThan(before: ComparedGate, now: ComparedGate): readonly string[] {
  if (before.kind !== now.kind) return [`is of the kind ${now.kind} instead of ${before.kind}`];
  const when =
    now.when !== undefined && now.when !== before.when ? [`holds only where ${now.when}`] : ([] as readonly string[]);
  const options = now.kind === "approval" ? weakerApproval(before.options, now.options) : weakerOptions(before, now);
  return [...when, ...options];
}

function weakerOptions({ options: before }: ComparedGate, { options: now }: ComparedGate): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.flatMap((key) => {
    const [old, fresh] = [own(before, key), own(now, key)];
    if (isDeepStrictEqual(old, fresh)) return [];
    const said = `has \`${key}\` ${shown(fresh)} instead of ${shown(old)}`;
    if (
      typeof fresh === "number" &&
      more.includes(key) &&
      (old === undefined || (typeof old === "number" && fresh >= old))
    )
      return [];
    if (
      typeof fresh === "number" &&
      less.includes(key) &&
      (old === undefined || (typeof old === "number" && fresh <= old))
    )
      return [];
    // Of what is not known, nobody can say that it is stricter.
    return [said];
  });
}

function weakerApproval(before: JsonObject, now: JsonObject): readonly string[] {
  const [old, fresh] = [seatsIn(before), seatsIn(now)];
  const seats = [...old].flatMap(([role, min]) => {
    const left = fresh.get(role) ?? 0;
    return left >= min ? [] : [left === 0 ? `does not ask ${role}` : `asks ${left} instead of ${min} of ${role}`];
  });
  const after = listOf(own(before, "after")).filter((name) => !listOf(own(now, "after")).includes(name));
  const expires = shorter.flatMap((key) => {
    const [then, since] = [own(before, key), own(now, key)];
    if (typeof then !== "string") return [];
    if (typeof since === "string" && parseDuration(since) <= parseDuration(then)) return [];
    return [
      typeof since === "string"
        ? `expires after ${since} instead of ${then}`
        : `never expires, instead of after ${then}`,
    ];
  });
  return [...seats, ...after.map((name) => `does not come after ${shown(name)}`), ...expires];
}

/** How many are asked for in each role. */
function seatsIn(options: JsonObject): ReadonlyMap<string, number> {
  const seats = new Map<string, number>();
  const add = (role: Json | undefined, min: Json | undefined): void => {
    if (typeof role === "string") seats.set(role, (seats.get(role) ?? 0) + (typeof min === "number" ? min : 1));
  };
  add(own(options, "role"), undefined);
  for (const each of listOf(own(options, "allOf"))) if (isObject(each)) add(own(each, "role"), own(each, "min"));
  return seats;
}

function own(options: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(options, key) ? options[key] : undefined;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function shown(value: Json | undefined): string {
  return value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
}
