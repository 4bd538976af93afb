import type { Schema } from "../plugin/infer.ts";

/** What people who write options would miss in a schema: each a sentence; empty when it is complete. */
export function schemaFaults(schema: Schema, at = "options"): readonly string[] {
  const { properties = {}, items, type, additionalProperties, description } = schema;
  const faults: string[] = [];
  if (type === "object" && (additionalProperties ?? true) === true)
    faults.push(`${at} takes unknown keys: write \`additionalProperties: false\`.`);
  if (at === "options" && type !== "object") faults.push("options are no object.");
  if (at !== "options" && !at.endsWith("[]") && (description ?? "").trim() === "")
    faults.push(`${at} has no description.`);
  const inner = [
    ...Object.entries(properties).map(([name, each]) => [`${at}.${name}`, each] as const),
    ...(items === undefined ? [] : [[`${at}[]`, items] as const]),
  ];
  for (const [name, each] of inner) if (typeof each === "object") faults.push(...schemaFaults(each, name));
  return faults;
}
