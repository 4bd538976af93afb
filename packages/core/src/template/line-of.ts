/** The line of a template, from 1, that an error arose in: as Handlebars says, else where the unknown key is named first. */
export function lineOf(
  error: unknown,
  { key, parse }: { readonly key: string | null; readonly parse: () => unknown },
): number | null {
  if (key !== null) return find(parse(), key);
  const { lineNumber, message = "" } = error as { readonly lineNumber?: unknown; readonly message?: string };
  if (typeof lineNumber === "number") return lineNumber;
  const told = /^Parse error on line (\d+):/.exec(message)?.[1];
  return told === undefined ? null : Number(told);
}

interface Node {
  readonly type?: string;
  readonly parts?: readonly string[];
  readonly loc?: { readonly start: { readonly line: number } };
}

/** The first path of the tree that names the key. */
function find(node: unknown, key: string): number | null {
  if (typeof node !== "object" || node === null) return null;
  const { type, parts = [], loc } = node as Node;
  if (type === "PathExpression" && parts.includes(key) && loc) return loc.start.line;
  for (const [name, inner] of Object.entries(node)) {
    const found = name === "loc" ? null : find(inner, key);
    if (found !== null) return found;
  }
  return null;
}
