import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { RelspecError } from "../errors/index.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { printable } from "../schema/printable.ts";
import { readSource, sizeLimit, type SourceMap } from "../schema/source-map.ts";
import { toJson } from "../schema/to-json.ts";
import { shownPath } from "./shown-path.ts";

/** One file of a spec or preset, with the places of what it says. */
export interface SpecSource {
  readonly file: string;
  readonly value: JsonObject;
  /** Absent for a module: what it computes has no place. */
  readonly map?: SourceMap;
  /** What pointers into the value begin with in the file. */
  readonly prefix: string;
}

/** Read one file. @throws `RS_SPEC_SYNTAX`, `RS_SPEC_TYPESCRIPT`, `RS_SPEC_NOT_FOUND`; with every problem in `diagnostics`. */
export async function readSpec(file: string): Promise<SpecSource> {
  const ending = extname(file);
  if ([".ts", ".mjs", ".js"].includes(ending)) return readModule(file, ending);
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size > sizeLimit)
    throw new RelspecError("RS_SPEC_SYNTAX", {
      message: `${printable(shownPath(file), 300)} is larger than 1 MB.`,
      suggestions: ["Keep data out of the spec; what is long belongs in a file that a step reads."],
    });
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new RelspecError("RS_SPEC_NOT_FOUND", {
      message: `${printable(shownPath(file), 300)} cannot be read: ${error.message}`,
      suggestions: ["Name a file that you may read with `--spec`."],
      cause: error,
    });
  });
  const map = await readSource(text, { file: shownPath(file), format: ending === ".json" ? "json" : "yaml" });
  if (map.errors.length > 0) throw broken(map.errors, file);
  const prefix = basename(file) === "package.json" ? "/relspec" : "";
  const value = prefix === "" ? map.value : ((map.value as JsonObject)["relspec"] ?? null);
  if (isObject(value)) return { file, value, map, prefix };
  const place = map.locate(prefix, "value");
  const what =
    value === null ? "is empty" : `holds ${Array.isArray(value) ? "a list" : `a ${typeof value}`} instead of keys`;
  throw broken(
    [
      {
        severity: "error",
        code: "RS_SPEC_SYNTAX",
        message: `The spec ${what}.`,
        file: shownPath(file),
        ...place,
        pointer: prefix,
        frame: map.frame(place),
        suggestions: ["It begins with `apiVersion: relspec/v1` and `name: …`; `relspec init` writes one."],
      },
    ],
    file,
  );
}

async function readModule(file: string, ending: string): Promise<SpecSource> {
  if (ending === ".ts" && !process.features.typescript) {
    throw new RelspecError("RS_SPEC_TYPESCRIPT", {
      suggestions: ["Use a newer Node, or write the spec as `relspec.yaml` or `relspec.mjs`."],
    });
  }
  let exported: unknown;
  try {
    exported = ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    throw new RelspecError("RS_SPEC_SYNTAX", {
      message: `${basename(file)} cannot be loaded: ${printable(error instanceof Error ? error.message : String(error), 500)}`,
      suggestions: ["`node " + basename(file) + "` shows where."],
      cause: error,
    });
  }
  const { value, problems } = toJson(exported);
  const [problem] = problems;
  if (problem)
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `${basename(file)}: \`${problem.pointer || "the default export"}\` ${problem.message}.`,
    });
  if (isObject(value)) return { file, value, prefix: "" };
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `${basename(file)} does not export a spec by default.`,
    suggestions: ['export default { apiVersion: "relspec/v1", name: "…" };'],
  });
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One problem is the error itself; of several, the first often brings the others about, so it is the one to mend. */
function broken(diagnostics: readonly Diagnostic[], file: string): RelspecError {
  const [first, ...more] = diagnostics;
  const shown = printable(shownPath(file), 300);
  const place = first?.line === undefined ? shown : `${shown}, line ${first.line}, column ${first.column ?? 1}`;
  const suggestions = diagnostics.flatMap((each) => each.suggestions);
  return new RelspecError("RS_SPEC_SYNTAX", {
    message: more.length > 0 || !first ? `${shown} has ${diagnostics.length} errors.` : first.message,
    suggestions:
      suggestions.length > 0 ? suggestions : [`Mend ${place}, or the line before it; then: relspec validate`],
    diagnostics,
  });
}
