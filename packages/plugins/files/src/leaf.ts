/** A text in a document, with its place. */
export interface Leaf {
  /** Keys from the root; a place in a list is a number. */
  readonly path: readonly (string | number)[];
  readonly value: string;
  /** From the first to behind the last character of the value as it is written, without quotes. */
  readonly start: number;
  readonly end: number;
}

export type Format = "json" | "yaml" | "toml" | "xml";

/** All texts of a document. @throws what the format's parser says, with its place. */
export async function leavesOf(text: string, format: Format): Promise<readonly Leaf[]> {
  switch (format) {
    case "json":
      return (await import("./json-leaves.ts")).jsonLeaves(text);
    case "yaml":
      return (await import("./yaml-leaves.ts")).yamlLeaves(text);
    case "toml":
      return (await import("./toml-leaves.ts")).tomlLeaves(text);
    case "xml":
      return (await import("./xml-leaves.ts")).xmlLeaves(text);
  }
}

/** Leaves below one another deeper than this are not looked for: no manifest has them, and a recursion must end. */
export const deepest = 200;
