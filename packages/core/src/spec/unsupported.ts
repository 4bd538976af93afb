import type { Json, JsonObject } from "../model/json.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isObject } from "./read-spec.ts";

/** A part of the format that this version does not carry out. */
export interface Unsupported {
  readonly pointer: string;
  /** What it is called, for a message. */
  readonly what: string;
}

const audienceKeys = ["language", "approve"];

/** Everything in a written spec that would have to be kept and is not, in this version: refused, never ignored. */
export function unsupportedIn(spec: JsonObject): readonly Unsupported[] {
  const found: Unsupported[] = [];
  const refuse = (path: readonly (string | number)[], what = `\`${path.at(-1)}\``): void =>
    void found.push({ pointer: pointerOf(path), what });
  const refuseKeys = (value: Json | undefined, path: readonly (string | number)[], names: readonly string[]): void => {
    if (isObject(value)) for (const name of names) if (value[name] !== undefined) refuse([...path, name]);
  };
  if (spec["executor"] === "dbos") refuse(["executor"], "the executor `dbos`");
  for (const [key, audience] of entriesOf(spec["audiences"])) refuseKeys(audience, ["audiences", key], audienceKeys);
  return found;
}

function entriesOf(value: Json | undefined): readonly [string, Json][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
