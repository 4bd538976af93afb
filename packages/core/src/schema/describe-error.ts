import type { ErrorObject } from "ajv";
import type { Schema } from "../plugin/infer.ts";
import { closest } from "./closest.ts";
import { nameOf, pointerOf } from "./pointer.ts";
import { printable } from "./printable.ts";
import { schemaAt } from "./schema-at.ts";

/** One problem of a value, as its author can understand it. */
export interface SchemaFinding {
  /** JSON Pointer to the value, or to the key where the keyword is `additionalProperties`. */
  readonly pointer: string;
  /** One sentence. */
  readonly message: string;
  /** The schema's keyword that is not met. */
  readonly keyword: string;
  readonly suggestions: readonly string[];
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "empty",
};

/** A value in a sentence: `the number 7`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return `the string "${printable(value, 40)}"`;
  return typeof value === "number" ? `the number ${value}` : String(value);
}

export function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "nothing") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** One sentence for one of Ajv's errors, with a suggestion where there is one. `data` is the value at its pointer. */
export function describeError(error: ErrorObject, data: unknown, root: Schema, at: string): SchemaFinding {
  const pointer = at + error.instancePath;
  const name = nameOf(pointer);
  const subject = name === "" ? "The value" : `\`${name}\``;
  const parent = (schemaAt(root, error.schemaPath.slice(0, error.schemaPath.lastIndexOf("/"))) ?? {}) as Schema;
  const params = error.params as Readonly<Record<string, unknown>>;
  const finding = (message: string, suggestions: readonly string[] = [], where = pointer): SchemaFinding => ({
    pointer: where,
    message,
    keyword: error.keyword,
    suggestions,
  });
  const expects = typeof parent["expects"] === "string" ? parent["expects"] : undefined;
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties": {
      const key = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
      const known = Object.keys(parent.properties ?? {});
      const meant = closest(
        key,
        known.filter((one) => !Object.hasOwn(data ?? {}, one)),
      );
      const list = known.length > 0 && known.length <= 12 ? `; it takes ${known.join(", ")}` : "";
      const inside = name === "" ? "" : ` in \`${name}\``;
      return {
        pointer: pointer + pointerOf([key]),
        message: `Unknown key \`${printable(key)}\`${inside}${meant === undefined ? (known.length === 0 ? "; it takes none" : list) : ""}.`,
        keyword: "additionalProperties",
        suggestions: [
          meant === undefined
            ? `Take \`${printable(key)}\` out.`
            : `Write \`${meant}\` instead of \`${printable(key)}\`.`,
        ],
      };
    }
    case "required": {
      const key = String(params["missingProperty"]);
      const near = closest(
        key,
        Object.keys(data ?? {}).filter((one) => !Object.hasOwn(parent.properties ?? {}, one)),
      );
      const missing = name === "" ? `The key \`${key}\` is missing.` : `\`${name}\` lacks the key \`${key}\`.`;
      return finding(
        missing,
        near === undefined ? [`Add \`${key}\`.`] : [`Write \`${key}\` instead of \`${printable(near)}\`.`],
      );
    }
    case "type": {
      const types = [params["type"]].flat().map(String);
      return finding(
        `${subject} must be ${expects ?? orList(types.map((type) => typeNames[type] ?? type))}, not ${describeValue(data)}.`,
        typeHint(types, data),
      );
    }
    case "enum":
    case "const": {
      const allowed =
        error.keyword === "const" ? [params["allowedValue"]] : ((params["allowedValues"] as readonly unknown[]) ?? []);
      const meant =
        typeof data === "string"
          ? closest(
              data,
              allowed.filter((one) => typeof one === "string"),
            )
          : undefined;
      const shown = allowed.slice(0, 20).map((one) => `\`${typeof one === "string" ? one : JSON.stringify(one)}\``);
      const must = shown.length === 1 ? `must be ${shown[0]}` : `must be one of ${orList(shown)}`;
      return finding(
        `${subject} ${must}, not ${describeValue(data)}.`,
        meant === undefined ? [] : [`Write \`${meant}\` instead of \`${printable(String(data))}\`.`],
      );
    }
    case "pattern":
    case "format":
      return finding(
        `${subject} must be ${expects ?? (error.keyword === "format" ? `a ${String(params["format"])}` : `of the form ${String(params["pattern"])}`)}, not ${describeValue(data)}.`,
      );
    case "propertyNames":
      return finding(
        `\`${printable(String(params["propertyName"]))}\` cannot be a key${name === "" ? "" : ` of \`${name}\``}.`,
        [],
        pointer + pointerOf([String(params["propertyName"])]),
      );
    case "minLength":
      return finding(
        params["limit"] === 1
          ? `${subject} must not be empty.`
          : `${subject} must have at least ${String(params["limit"])} characters.`,
      );
    case "maxLength":
      return finding(`${subject} must have at most ${String(params["limit"])} characters.`);
    case "minItems":
    case "minProperties":
      return finding(
        params["limit"] === 1
          ? `${subject} must not be empty.`
          : `${subject} must have at least ${String(params["limit"])} entries.`,
      );
    case "maxItems":
    case "maxProperties":
      return finding(`${subject} must have at most ${String(params["limit"])} entries.`);
    case "uniqueItems":
      return finding(`${subject} holds the same entry twice, at ${String(params["j"])} and ${String(params["i"])}.`);
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return finding(
        `${subject} must be ${comparison[String(params["comparison"])] ?? ""} ${String(params["limit"])}, not ${describeValue(data)}.`,
      );
    case "dependentRequired":
      return finding(
        `${subject} lacks the key \`${String(params["missingProperty"])}\`, which \`${String(params["property"])}\` needs.`,
        [`Add \`${String(params["missingProperty"])}\`.`],
      );
    case "unsupported":
      return finding(
        `${subject} is not carried out by this version of relspec, so it is refused rather than ignored.`,
        [String(parent["unsupported"])],
      );
    case "unsupportedValues": {
      const remedy = (parent["unsupportedValues"] as Readonly<Record<string, string>>)[String(data)];
      return finding(
        `${subject}: \`${printable(String(data))}\` is not carried out by this version of relspec, so it is refused rather than ignored.`,
        remedy === undefined ? [] : [remedy],
      );
    }
    case "false schema":
      return finding(`${subject} is not allowed here.`);
    default:
      return finding(`${subject} ${error.message ?? `does not meet \`${error.keyword}\``}.`);
  }
}

const comparison: Readonly<Record<string, string>> = {
  ">=": "at least",
  "<=": "at most",
  ">": "more than",
  "<": "less than",
};

function typeHint(types: readonly string[], data: unknown): readonly string[] {
  if (types.includes("string") && (typeof data === "number" || typeof data === "boolean"))
    return ["Put the value in quotes."];
  if (
    typeof data === "string" &&
    data.trim() !== "" &&
    types.some((type) => type === "number" || type === "integer") &&
    Number.isFinite(Number(data))
  ) {
    return ["Remove the quotes."];
  }
  if (typeof data === "string" && types.includes("boolean") && /^(yes|no|on|off|true|false)$/i.test(data)) {
    return [`Write \`${/^(yes|on|true)$/i.test(data)}\`.`];
  }
  if (types.includes("array") && typeof data === "string") return [`Write it as a list: \`[${printable(data, 40)}]\`.`];
  if (types.includes("object") && data === null) return ["Write `{}` for the defaults."];
  return [];
}
