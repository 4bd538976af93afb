import { parseXml, XmlElement, XmlText } from "@rgrove/parse-xml";
import { deepest, type Leaf } from "./leaf.ts";

/**
 * Texts of elements that hold nothing else. The first of several elements with one name is found under that name, the others
 * under the name and their place among them. Entities of the document's own are not resolved.
 */
export function xmlLeaves(text: string): readonly Leaf[] {
  const { root } = parseXml(text, { includeOffsets: true, ignoreUndefinedEntities: true });
  const leaves: Leaf[] = [];
  const visit = (element: XmlElement, path: readonly (string | number)[]): void => {
    if (path.length > deepest) return;
    const [only, ...more] = element.children;
    if (only instanceof XmlText && more.length === 0) {
      const written = text.slice(only.start, only.end);
      const value = written.trim();
      const start = only.start + written.indexOf(value);
      if (value !== "") leaves.push({ path, value, start, end: start + value.length });
    }
    const seen = new Map<string, number>();
    for (const child of element.children) {
      if (!(child instanceof XmlElement)) continue;
      const nth = seen.get(child.name) ?? 0;
      seen.set(child.name, nth + 1);
      visit(child, nth === 0 ? [...path, child.name] : [...path, child.name, nth]);
    }
  };
  if (root) visit(root, [root.name]);
  return leaves;
}
