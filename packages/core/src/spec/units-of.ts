import type { Json, JsonObject } from "../model/json.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isObject } from "./read-spec.ts";

/** A stage or environment as written, as far as it has the right shape. */
export interface WrittenUnit {
  readonly pointer: string;
  readonly gates: readonly JsonObject[];
  readonly steps: readonly JsonObject[];
  /** Uses of actions: the steps, and what an environment is verified with. */
  readonly uses: readonly { readonly pointer: string; readonly step: JsonObject }[];
  /** Made up: what templates here may name besides. */
  readonly values: JsonObject;
}

/** Every stage, environment and tier of risk of a written spec, with its place. */
export function unitsOf(written: JsonObject): readonly WrittenUnit[] {
  return [...stageUnits(written), ...tierUnits(written)];
}

function tierUnits({ risk }: JsonObject): readonly WrittenUnit[] {
  const tiers = isObject(risk) ? risk["tiers"] : undefined;
  if (typeof tiers !== "object" || tiers === null) return [];
  return Object.entries(tiers).flatMap(([key, tier]: [string, Json]) =>
    isObject(tier) ? [unitOf(tier, ["risk", "tiers", key], {})] : [],
  );
}

function stageUnits(written: JsonObject): readonly WrittenUnit[] {
  const stages = isObject(written["stages"]) ? written["stages"] : {};
  return Object.entries(stages).flatMap(([name, stage]) => {
    if (!isObject(stage)) return [];
    const environments =
      typeof stage["environments"] === "object" && stage["environments"] !== null
        ? Object.entries(stage["environments"])
        : [];
    return [
      unitOf(stage, ["stages", name], {}),
      ...environments.flatMap(([key, environment]: [string, Json]) =>
        isObject(environment)
          ? [unitOf(environment, ["stages", name, "environments", key], placeValues(environment))]
          : [],
      ),
    ];
  });
}

/** `{{environment}}`, and `{{ring}}` where there are rings. */
function placeValues({ rings }: JsonObject): JsonObject {
  return { environment: "environment", ...(rings !== undefined && { ring: "ring" }) };
}

function unitOf(unit: JsonObject, path: readonly string[], values: JsonObject): WrittenUnit {
  const steps = objectsIn(unit["steps"]);
  const { verify = [] } = unit;
  return {
    pointer: pointerOf(path),
    gates: objectsIn(unit["gates"]),
    steps,
    values,
    uses: [
      ...steps.map((step, index) => ({ pointer: pointerOf([...path, "steps", index]), step })),
      ...objectsIn(Array.isArray(verify) ? verify : [verify]).map((step, index) => ({
        pointer: pointerOf([...path, "verify", ...(Array.isArray(verify) ? [index] : [])]),
        step,
      })),
    ],
  };
}

/** In their places: what is no object is found by the schema, and counts as an empty one here. */
function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map((item: Json) => (isObject(item) ? item : {})) : [];
}
