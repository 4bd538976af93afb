import { type AST, parseTOML } from "toml-eslint-parser";
import { deepest, type Leaf } from "./leaf.ts";

/** Texts of a TOML document that are on one line. */
export function tomlLeaves(text: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: AST.TOMLContentNode, path: readonly (string | number)[]): void => {
    if (path.length > deepest) return;
    if (node.type === "TOMLInlineTable") for (const each of node.body) visitPair(each, path);
    else if (node.type === "TOMLArray")
      for (const [index, each] of node.elements.entries()) visit(each, [...path, index]);
    else if (node.kind === "string" && !node.multiline) {
      const [from, to] = node.range;
      leaves.push({ path, value: node.value, start: from + 1, end: to - 1 });
    }
  };
  const visitPair = ({ key, value }: AST.TOMLKeyValue, path: readonly (string | number)[]): void =>
    visit(value, [...path, ...key.keys.map((each) => (each.type === "TOMLBare" ? each.name : each.value))]);
  for (const node of parseTOML(text).body[0].body) {
    if (node.type === "TOMLKeyValue") visitPair(node, []);
    else for (const each of node.body) visitPair(each, node.resolvedKey);
  }
  return leaves;
}
