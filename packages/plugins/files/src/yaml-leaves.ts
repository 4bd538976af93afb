import { isMap, isScalar, isSeq, type Node, parseAllDocuments } from "yaml";
import { deepest, type Leaf } from "./leaf.ts";

/** Texts and numbers of all documents of a YAML stream. What stands behind an alias is found where it is written. */
export function yamlLeaves(text: string): readonly Leaf[] {
  const documents = parseAllDocuments(text, { keepSourceTokens: false, uniqueKeys: true });
  const leaves: Leaf[] = [];
  const visit = (node: unknown, path: readonly (string | number)[]): void => {
    if (path.length > deepest) return;
    if (isMap(node)) {
      for (const { key, value } of node.items) if (isScalar(key)) visit(value, [...path, String(key.value)]);
    } else if (isSeq(node)) {
      for (const [index, each] of node.items.entries()) visit(each, [...path, index]);
    } else if (isScalar(node)) {
      const leaf = leafOf(text, node, path);
      if (leaf) leaves.push(leaf);
    }
  };
  // The type of an empty stream is not a list of documents.
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error) throw error;
    visit(document.contents, []);
  }
  return leaves;
}

/** Null for what spans lines, and for what is not there at all. */
function leafOf(text: string, node: Node, path: readonly (string | number)[]): Leaf | null {
  if (!isScalar(node) || !node.range) return null;
  const [from, to] = node.range;
  const quoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  if (!quoted && node.type !== "PLAIN") return null;
  const [start, end] = quoted ? [from + 1, to - 1] : [from, to];
  const written = text.slice(start, end);
  return written === "" || written.includes("\n")
    ? null
    : { path, value: quoted ? String(node.value) : written, start, end };
}
