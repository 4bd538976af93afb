import { type Format, type Leaf, leavesOf } from "./leaf.ts";
import { gradleVersions, markedVersions, propertyValues, wholeText } from "./lines.ts";
import { keysOf } from "./pointer.ts";

/** Where versions are in a file; plain data, part of a plan. */
export type Selector =
  | { readonly in: Format; readonly at: string }
  | { readonly in: "properties"; readonly at: string }
  | { readonly in: "marker"; readonly marker: string }
  | { readonly in: "gradle" | "text" };

/** The versions a selector stands for, in the order of the file. @throws what a parser says. */
export async function findVersions(text: string, selector: Selector): Promise<readonly Leaf[]> {
  switch (selector.in) {
    case "marker":
      return markedVersions(text, selector.marker);
    case "gradle":
      return gradleVersions(text);
    case "properties":
      return propertyValues(text, selector.at);
    case "text":
      return wholeText(text);
    default: {
      const keys = keysOf(selector.at);
      return (await leavesOf(text, selector.in)).filter(
        ({ path }) => path.length === keys.length && path.every((key, index) => String(key) === keys[index]),
      );
    }
  }
}
