import type { Json, JsonObject } from "../model/json.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isObject } from "./read-spec.ts";

/** A stage or environment as written, as far as it has the right shape. */
export interface WrittenUnit {
  readonly pointer: string;
  readonly gates: readonly JsonObject[];
  readonly steps: readonly JsonObject[];
}

/** Every stage and environment of a written spec, with its place. */
export function unitsOf(written: JsonObject): readonly WrittenUnit[] {
  const stages = isObject(written["stages"]) ? written["stages"] : {};
  return Object.entries(stages).flatMap(([name, stage]) => {
    if (!isObject(stage)) return [];
    const environments =
      typeof stage["environments"] === "object" && stage["environments"] !== null
        ? Object.entries(stage["environments"])
        : [];
    return [
      unitOf(stage, ["stages", name]),
      ...environments.flatMap(([key, environment]: [string, Json]) =>
        isObject(environment) ? [unitOf(environment, ["stages", name, "environments", key])] : [],
      ),
    ];
  });
}

function unitOf(unit: JsonObject, path: readonly string[]): WrittenUnit {
  return { pointer: pointerOf(path), gates: objectsIn(unit["gates"]), steps: objectsIn(unit["steps"]) };
}

/** In their places: what is no object is found by the schema, and counts as an empty one here. */
function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map((item: Json) => (isObject(item) ? item : {})) : [];
}
