import { dirname } from "node:path";
import { type Diagnostic, isRelspecError, RelspecError } from "../errors/index.ts";
import type { Spec } from "../model/spec.ts";
import type { GateKind } from "../plugin/gate.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { segmentsOf } from "../schema/pointer.ts";
import { printable } from "../schema/printable.ts";
import { checkSpec } from "./check-spec.ts";
import { extendSpec } from "./extend-spec.ts";
import { findSpec, specsBeside } from "./find-spec.ts";
import { placeOf } from "./place-of.ts";
import { onFloor } from "./policy-floor.ts";
import { shownPath } from "./shown-path.ts";
import { readSpec } from "./read-spec.ts";

export interface LoadSpec {
  /** Absolute. */
  readonly cwd: string;
  readonly file?: string;
  /** Directories that plugins are looked up from after the project. */
  readonly pluginsFrom: readonly string[];
  /** Kinds of gates that need no plugin. */
  readonly gates: Readonly<Record<string, GateKind>>;
  readonly compile: Compile;
}

export interface LoadedSpec {
  readonly spec: Spec;
  /** Absolute path. */
  readonly file: string;
  /** The folder of the spec. */
  readonly root: string;
  readonly plugins: readonly LoadedPlugin[];
  readonly warnings: readonly Diagnostic[];
  /** Where a part of the spec was written, in it or in a preset: by its JSON Pointer; empty where it was not. */
  readonly place: (pointer: string) => Pick<Diagnostic, "file" | "line">;
}

/** Find, read, extend, check and normalise. @throws `RS_SPEC_…` and `RS_PLUGIN_…` with every finding in `diagnostics`. */
export async function loadSpec(options: LoadSpec): Promise<LoadedSpec> {
  const file = await findSpec(options.cwd, options.file);
  const root = dirname(file);
  const { spec, plugins, diagnostics, place } = await checkFile(file, options);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (spec && !first) return { spec, file, root, plugins, warnings: diagnostics, place };
  const codes = new Set(errors.map(({ code }) => code));
  throw new RelspecError(codes.size === 1 && first ? (first.code as "RS_SPEC_INVALID") : "RS_SPEC_INVALID", {
    message: errors.length === 1 && first ? first.message : `The spec has ${errors.length} errors.`,
    suggestions: errors.length === 1 && first ? remediesOf(first) : ["relspec validate"],
    diagnostics,
  });
}

/** What is said of a finding; where nothing is, what the key takes. */
function remediesOf({ suggestions, pointer = "" }: Diagnostic): readonly string[] {
  const key = segmentsOf(pointer).filter((segment) => !/^\d+$/.test(segment));
  return suggestions.length > 0 || key.length === 0 ? suggestions : [`relspec explain key ${printable(key.join("."))}`];
}

/** Every finding of the spec; empty when it is valid. Never throws for what is wrong with it. */
export async function findingsOf(options: LoadSpec): Promise<readonly Diagnostic[]> {
  try {
    return (await checkFile(await findSpec(options.cwd, options.file), options)).diagnostics;
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    if (error.diagnostics.length > 0) return error.diagnostics;
    return [{ severity: "error", code: error.code, message: error.message, suggestions: error.suggestions }];
  }
}

async function checkFile(
  file: string,
  options: LoadSpec,
): Promise<Awaited<ReturnType<typeof checkSpec>> & Pick<LoadedSpec, "place">> {
  const { pluginsFrom, gates, compile } = options;
  const { merged, floor } = await onFloor(await extendSpec(await readSpec(file)));
  const place = (pointer: string) => (merged.origins.has(pointer) ? placeOf(merged, pointer, "key") : {});
  const checked = await checkSpec(merged, { floor, root: dirname(file), from: pluginsFrom, gates, compile });
  const beside = options.file === undefined ? await specsBeside(file) : [];
  return { ...checked, diagnostics: [...checked.diagnostics, ...notRead(file, beside)], place };
}

/** Files of specs that do not count. */
function notRead(file: string, beside: readonly string[]): readonly Diagnostic[] {
  if (beside.length === 0) return [];
  return [
    {
      severity: "warning",
      code: "RS_SPEC_INVALID",
      message: `${shownPath(file)} is the spec that counts; ${beside.join(", ")} beside it ${beside.length === 1 ? "is" : "are"} not read.`,
      file: shownPath(file),
      suggestions: ["Keep one of them, or name the one that is meant: `--spec FILE`."],
    },
  ];
}
