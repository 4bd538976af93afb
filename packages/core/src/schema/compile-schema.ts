import type { ErrorObject } from "ajv";
import { RelspecError } from "../errors/relspec-error.ts";
import type { Json } from "../model/json.ts";
import type { Schema } from "../plugin/infer.ts";
import { createAjv } from "./create-ajv.ts";
import { describeError, type SchemaFinding } from "./describe-error.ts";
import { nameOf, segmentsOf } from "./pointer.ts";
import { reduceBranches } from "./reduce-branches.ts";
import { schemaKey } from "./schema-key.ts";
import { toJson } from "./to-json.ts";

export type { SchemaFinding } from "./describe-error.ts";

/** What Ajv makes of a schema: fills in defaults in place, and leaves its errors on itself. */
export interface BareValidate {
  (value: unknown): unknown;
  errors?: ErrorObject[] | null;
}

/**
 * Validators made at build time by {@link compileStandalone}, by the key of their schema ({@link schemaKey}). Each is loaded
 * when it is asked for.
 */
export type Precompiled = Readonly<Record<string, () => Promise<BareValidate>>>;

/**
 * Validates a value: a copy with the defaults filled in, and every finding. `at` is the pointer of the value within
 * what its author wrote, so that messages and pointers start there.
 */
export type Validate = (
  value: unknown,
  at?: string,
) => { readonly value: Json; readonly findings: readonly SchemaFinding[] };

export type Compile = (schema: Schema) => Promise<Validate>;

const nothing: Precompiled = {};
const findingLimit = 100;

/**
 * A compiler that shares one Ajv between schemas, and loads Ajv only for a schema that is not among the precompiled.
 * Compiling a schema that is itself wrong throws `RS_PLUGIN_INVALID`.
 */
export function createCompiler(precompiled: Precompiled = nothing): Compile {
  let ajv: ReturnType<typeof createAjv> | undefined;
  return async (schema) => {
    const load = precompiled === nothing ? undefined : precompiled[schemaKey(schema)];
    if (load) {
      const ready = await load();
      return (value, at) => validate(ready, schema, value, at);
    }
    ajv ??= createAjv();
    const compiled = compile(await ajv, schema);
    return (value, at) => validate(compiled, schema, value, at);
  };
}

/** Compile one schema; see {@link createCompiler} for many. */
export function compileSchema(schema: Schema, precompiled?: Precompiled): Promise<Validate> {
  return createCompiler(precompiled)(schema);
}

function compile(ajv: Awaited<ReturnType<typeof createAjv>>, schema: Schema): BareValidate {
  try {
    return ajv.compile(schema) as BareValidate;
  } catch (error) {
    throw new RelspecError("RS_PLUGIN_INVALID", {
      message: `A schema is not a valid JSON Schema: ${error instanceof Error ? error.message : String(error)}.`,
      cause: error,
    });
  }
}

function validate(bare: BareValidate, schema: Schema, given: unknown, at = ""): ReturnType<Validate> {
  const { value, problems } = toJson(given);
  if (problems.length > 0) {
    const findings = problems.map(({ pointer, message }) => ({
      pointer: at + pointer,
      message: `\`${nameOf(at + pointer) || "The value"}\` ${message}.`,
      keyword: "type",
      suggestions: [],
    }));
    return { value, findings };
  }
  // What is said of a value is said of it as written, before defaults.
  const written = structuredClone(value);
  if (bare(value) === true) return { value, findings: [] };
  const errors = reduceBranches([...(bare.errors ?? [])], schema);
  const seen = new Set<string>();
  const findings: SchemaFinding[] = [];
  for (const error of errors) {
    if (findings.length === findingLimit) break;
    const finding = describeError(error, valueAt(written, error.instancePath), schema, at);
    const key = `${finding.pointer}\n${finding.message}`;
    if (!seen.has(key)) findings.push(finding);
    seen.add(key);
  }
  return { value, findings };
}

function valueAt(value: Json, pointer: string): unknown {
  return segmentsOf(pointer).reduce<unknown>(
    (at, segment) =>
      typeof at === "object" && at !== null ? (at as Readonly<Record<string, unknown>>)[segment] : undefined,
    value,
  );
}
