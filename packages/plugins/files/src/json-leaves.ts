import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { deepest, type Leaf } from "./leaf.ts";

/** Texts of a JSON document; comments and trailing commas are allowed. Of several members with one key the last counts. */
export function jsonLeaves(text: string): readonly Leaf[] {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) throw new SyntaxError(`${printParseErrorCode(error.error)} in line ${lineAt(text, error.offset)}`);
  const leaves: Leaf[] = [];
  const visit = (node: Node, path: readonly (string | number)[]): void => {
    if (path.length > deepest) return;
    if (node.type === "object") {
      const members = new Map<string, Node>();
      for (const { children } of node.children ?? []) {
        const [key, value] = children ?? [];
        if (key && value) members.set(String(key.value), value);
      }
      for (const [key, value] of members) visit(value, [...path, key]);
    } else if (node.type === "array") {
      for (const [index, each] of (node.children ?? []).entries()) visit(each, [...path, index]);
    } else if (node.type === "string") {
      const start = node.offset + 1;
      leaves.push({ path, value: String(node.value), start, end: node.offset + node.length - 1 });
    }
  };
  if (root) visit(root, []);
  return leaves;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
