import { RelspecError } from "../errors/index.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { closest } from "../schema/closest.ts";

/** The text a reference such as `release.version` stands for. @throws `RS_SPEC_TEMPLATE` naming what exists. */
export function lookUp(reference: string, values: JsonObject): string {
  let at: Json = values;
  for (const key of reference.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) throw nothing(reference, values);
    at = (at as JsonObject)[key] as Json;
  }
  if (typeof at === "object" && at !== null) throw nothing(reference, values);
  return String(at ?? "");
}

function nothing(reference: string, values: JsonObject): RelspecError {
  const known = references(values);
  const meant = closest(reference, known);
  return new RelspecError("RS_SPEC_TEMPLATE", {
    message: `There is no value "${reference}" for a template.`,
    details: { reference, known },
    suggestions: [
      ...(meant === undefined ? [] : [`Write \`{{${meant}}}\`.`]),
      `Use one of: ${known.join(", ")}, secrets.NAME.`,
    ],
  });
}

function references(values: JsonObject, prefix = ""): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? references(value as JsonObject, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}
