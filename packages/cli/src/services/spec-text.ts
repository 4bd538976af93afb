import type { JsonObject } from "@relspec/core";
import { stringify } from "yaml";
import { plainLine } from "../views/plain.ts";

interface SpecParts {
  readonly name: string;
  /** Where the editor finds the schema. */
  readonly schema: string;
  readonly plugins: Readonly<Record<string, JsonObject>>;
  /** Every other key, in the order they are written. */
  readonly more?: JsonObject;
  /** What is said below it, a comment for each. */
  readonly remarks?: readonly string[];
}

/** A spec as a person would begin it. */
export function specText({ name, schema, plugins, more = {}, remarks = [] }: SpecParts): string {
  // `lineWidth: 0`: a long text stays on its line, where one can search for it.
  const body = stringify({ apiVersion: "relspec/v1", name, plugins, ...more }, { lineWidth: 0 });
  return [
    `# yaml-language-server: $schema=${schema}\n`,
    body,
    ...remarks.map((remark) => `# ${plainLine(remark)}\n`),
  ].join("");
}
