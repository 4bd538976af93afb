import type { Document, Node, Pair, YAMLMap } from "yaml";
import type { Diagnostic } from "../errors/diagnostic.ts";
import type { Json } from "../model/json.ts";
import { codeFrame, type Place } from "./code-frame.ts";
import { jsonErrorOffset } from "./json-error-offset.ts";
import { pointerOf, segmentsOf } from "./pointer.ts";
import { printable } from "./printable.ts";

type Yaml = typeof import("yaml");

/** A text, what it says, and where it says it. */
export interface SourceMap {
  /** Null when there are errors. */
  readonly value: Json;
  /** Where the key or the value at a JSON Pointer stands; for one that is not there, its nearest ancestor. */
  readonly locate: (pointer: string, what: "key" | "value") => Place;
  readonly frame: (place: Place) => string;
  /** Every problem of the text itself, with place and frame. */
  readonly errors: readonly Diagnostic[];
}

/** Bytes of a file at the most. */
export const sizeLimit = 1024 * 1024;
const depthLimit = 64;
/** Values made by following aliases, at the most: a few lines of YAML can stand for billions. */
const aliasLimit = 10_000;
const errorLimit = 20;

/**
 * Read YAML or JSON, keeping the place of everything. Refused: duplicate keys, keys that are not text, `__proto__`,
 * tags, several documents, nesting deeper than 64, aliases that multiply, more than 1 MB.
 */
export async function readSource(
  text: string,
  { file, format }: { readonly file: string; readonly format: "yaml" | "json" },
): Promise<SourceMap> {
  const errors: Diagnostic[] = [];
  const source = text.replace(/^\ufeff/, "");
  const add = (
    message: string,
    place: Place,
    pointer: string | null = null,
    suggestions: readonly string[] = [],
  ): void => {
    if (errors.length === errorLimit) return;
    const where = { file, ...place, ...(pointer === null ? {} : { pointer }), frame: codeFrame(source, place) };
    errors.push({ severity: "error", code: "RS_SPEC_SYNTAX", message, ...where, suggestions });
  };
  const broken = (): SourceMap => ({
    value: null,
    locate: () => start,
    frame: (place) => codeFrame(source, place),
    errors,
  });

  if (Buffer.byteLength(source) > sizeLimit) {
    errors.push({
      severity: "error",
      code: "RS_SPEC_SYNTAX",
      message: `${printable(file, 200)} is larger than 1 MB.`,
      file,
      suggestions: [],
    });
    return broken();
  }
  if (format === "json") {
    const problem = jsonProblem(source);
    if (problem) {
      add(problem.message, problem.place);
      return broken();
    }
  }
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  // In JSON a tab is only ever white space between tokens (its parser has just made sure), while YAML forbids some.
  const parsed = format === "json" ? source.replaceAll("\t", " ") : source;
  const document = yaml.parseDocument(parsed, {
    lineCounter: lines,
    prettyErrors: false,
    version: "1.2",
    schema: "core",
    merge: false,
  });
  for (const error of document.errors) {
    const said = yamlProblem(error.code, error.message);
    add(said.message, placeOf(error.pos[0]), null, said.suggestions);
    if (error.code === "RESOURCE_EXHAUSTION") break;
  }
  if (errors.length > 0) return broken();

  const value = toValue(yaml, document, (message, offset, pointer, suggestions) =>
    add(message, placeOf(offset), pointer, suggestions),
  );
  if (errors.length > 0) return broken();
  return {
    value,
    locate: (pointer, what) => placeOf(find(yaml, document, segmentsOf(pointer), what)),
    frame: (place) => codeFrame(source, place),
    errors,
  };
}

const tags: ReadonlySet<string> = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);
const start: Place = { line: 1, column: 1 };

type Complain = (message: string, offset: number, pointer: string, suggestions?: readonly string[]) => void;

/** The plain value of a document. Own code instead of the library's: it has to say where it refuses what. */
function toValue(yaml: Yaml, document: Document.Parsed, complain: Complain): Json {
  let aliased = 0;
  let stopped = false;
  const stop = (
    message: string,
    offset: number,
    path: readonly (string | number)[],
    suggestions: readonly string[] = [],
  ): Json => {
    if (!stopped) complain(message, offset, pointerOf(path), suggestions);
    stopped = true;
    return null;
  };
  /** `alias` is where the outermost alias around the node stands, which is where its author can do something about it. */
  const walk = (node: unknown, path: readonly (string | number)[], alias: number | null): Json => {
    if (stopped || node === null || node === undefined) return null;
    const offset = offsetOf(node);
    if (path.length > depthLimit)
      return stop(`Values are nested deeper than ${depthLimit} levels.`, offset, path.slice(0, depthLimit));
    if (alias !== null && ++aliased > aliasLimit)
      return stop("The aliases of this file multiply beyond measure.", alias, path.slice(0, 1), [
        "Write the values out, or take aliases of aliases away.",
      ]);
    if (yaml.isAlias(node)) {
      const target = node.resolve(document);
      return target === undefined
        ? stop(`The alias \`*${printable(node.source)}\` has no anchor.`, offset, path)
        : walk(target, path, alias ?? offset);
    }
    const tag = (node as Node & { readonly tag?: string }).tag;
    if (tag !== undefined && !tags.has(tag))
      complain(`The tag \`${printable(tag)}\` is not known here.`, offset, pointerOf(path));
    if (yaml.isSeq(node)) return node.items.map((item, index) => walk(item, [...path, index], alias));
    if (yaml.isMap(node)) return mapOf(node, path, alias);
    return scalarOf(yaml.isScalar(node) ? node.value : null, offset, path);
  };
  const mapOf = (node: YAMLMap, path: readonly (string | number)[], alias: number | null): Json => {
    const map: Record<string, Json> = {};
    for (const pair of node.items) {
      const key = keyOf(yaml, pair);
      const offset = offsetOf(pair.key);
      if (key === null) complain("A key must be plain text.", offset, pointerOf(path), ["Put the key in quotes."]);
      else if (key === "__proto__") complain("`__proto__` cannot be a key.", offset, pointerOf(path));
      else map[key] = walk(pair.value, [...path, key], alias);
    }
    return map;
  };
  const scalarOf = (value: unknown, offset: number, path: readonly (string | number)[]): Json => {
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    complain("This value is not a text, a finite number, true, false or null.", offset, pointerOf(path), [
      "Put the value in quotes.",
    ]);
    return null;
  };
  return walk(document.contents, [], null);
}

/** The text of a key: as written for numbers and words such as `true`, so that `1.0` stays `1.0`. */
function keyOf(yaml: Yaml, { key }: Pair): string | null {
  if (!yaml.isScalar(key)) return null;
  if (typeof key.value === "string") return key.value;
  return key.source === undefined || key.source === "" ? null : key.source;
}

function offsetOf(node: unknown): number {
  return (node as { readonly range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}

function find(yaml: Yaml, document: Document.Parsed, segments: readonly string[], what: "key" | "value"): number {
  let node: unknown = document.contents;
  let key = 0;
  let value = offsetOf(node);
  for (const segment of segments) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    if (yaml.isMap(node)) {
      const pair = node.items.find((item) => keyOf(yaml, item) === segment);
      if (!pair) return what === "key" ? key : value;
      key = offsetOf(pair.key);
      // An empty value has no place of its own worth showing.
      value =
        pair.value === null || (yaml.isScalar(pair.value) && pair.value.source === "") ? key : offsetOf(pair.value);
      node = pair.value;
    } else if (yaml.isSeq(node) && node.items[Number(segment)] !== undefined) {
      node = node.items[Number(segment)];
      key = value = offsetOf(node);
    } else break;
  }
  return what === "key" ? key : value;
}

function yamlProblem(
  code: string,
  said: string,
): { readonly message: string; readonly suggestions: readonly string[] } {
  if (code === "DUPLICATE_KEY")
    return { message: "This key stands here twice; only one could count.", suggestions: ["Remove one of the two."] };
  if (code === "MULTIPLE_DOCS")
    return { message: "The file holds several documents.", suggestions: ["Remove the `---` and what follows it."] };
  if (code === "RESOURCE_EXHAUSTION")
    return { message: `Values are nested deeper than ${depthLimit} levels.`, suggestions: [] };
  if (code === "TAB_AS_INDENT")
    return { message: "A tab cannot indent in YAML.", suggestions: ["Indent with spaces."] };
  const sentence = printable(said.split("\n")[0] ?? said, 200);
  return { message: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`, suggestions: [] };
}

/** What is wrong with a text as JSON, which is stricter than the YAML it is read as. */
function jsonProblem(text: string): { readonly message: string; readonly place: Place } | undefined {
  if (text.trim() === "") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const offset = jsonErrorOffset(text);
    const before = text.slice(0, offset).split(/\r\n|\n|\r/);
    const reason = printable(said.replace(/(,? "[^]*" is not valid JSON| in JSON)?( at position.*)?$/s, ""), 160);
    return {
      message: `This is not valid JSON: ${reason || "it cannot be read"}.`,
      place: { line: before.length, column: (before.at(-1) ?? "").length + 1 },
    };
  }
}
