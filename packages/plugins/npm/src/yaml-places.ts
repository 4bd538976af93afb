import { isMap, isScalar, parseDocument, type Scalar } from "yaml";

/** A part of a text that is replaced. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with its parts replaced; all else stays as it is. */
export function replaceParts(text: string, parts: readonly Replacement[]): string {
  let after = "";
  let at = 0;
  for (const { start, end, text: part } of parts.toSorted((a, b) => a.start - b.start)) {
    after += text.slice(at, start) + part;
    at = end;
  }
  return after + text.slice(at);
}

/** A map of a YAML document: keys and values as nodes, which know their places. */
export type YamlMap = ReadonlyMap<string, { readonly key: Scalar; readonly value: unknown }>;

/** The root of a YAML document. @throws what its parser says. */
export function yamlRoot(text: string): YamlMap {
  const document = parseDocument(text, { keepSourceTokens: false });
  const [error] = document.errors;
  if (error) throw error;
  return membersOf(document.contents);
}

export function membersOf(node: unknown): YamlMap {
  if (!isMap(node)) return new Map();
  return new Map(
    node.items.flatMap(({ key, value }) => (isScalar(key) ? [[String(key.value), { key, value }] as const] : [])),
  );
}

/** Puts other text in the place of a scalar, in the quotes it has; in those given, where it has none and needs some. */
export function replaceScalar(node: unknown, text: string, quotes: "'" | '"'): Replacement | null {
  if (!isScalar(node) || !node.range) return null;
  const [start, end] = node.range;
  const quote = node.type === "QUOTE_DOUBLE" ? '"' : node.type === "QUOTE_SINGLE" ? "'" : "";
  // A text that begins with a sign of YAML's own has to be quoted.
  const needed = quote === "" && !/^[\^~=\w][\w.^~=+*/@-]*(?::[\w.^~=+*/@-]+)*$/.test(text) ? quotes : quote;
  return { start, end, text: `${needed}${text}${needed}` };
}

export function textOf(node: unknown): string | null {
  return isScalar(node) && typeof node.value === "string" ? node.value : null;
}
