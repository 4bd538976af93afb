import { RelspecError } from "../../errors/relspec-error.ts";
import type { Bump } from "../../model/change.ts";
import { plainLine } from "../plain-text.ts";
import type { Intent } from "./intent.ts";

const kinds = ["major", "minor", "patch", "none"] as const;
/** Characters of a front matter that are read at the most. */
const limit = 100_000;

/**
 * Read an intent: a map of packages to bumps between two lines of `---`, then the summary. No package at all is an intent
 * too: the change needs no release. @throws `RS_SPEC_INTENT` naming the file and what is wrong in it.
 */
export async function parseIntent(path: string, text: string): Promise<Intent> {
  const { front, summary } = split(path, text);
  const { parse } = await import("yaml");
  let value: unknown;
  try {
    // A map and not an object: `__proto__` and `constructor` are names like any other then.
    value = parse(front, { mapAsMap: true, maxAliasCount: 0, prettyErrors: false });
  } catch (cause) {
    throw refuse(
      path,
      `what stands between the lines of \`---\` is not YAML: ${plainLine((cause as Error).message, 200)}`,
    );
  }
  if (value === null || value === undefined) return { path, releases: new Map(), summary };
  if (!(value instanceof Map))
    throw refuse(path, "what stands between the lines of `---` is not a map of packages to bumps");
  const releases = new Map<string, Bump | "none">();
  for (const [name, kind] of value) releases.set(nameOf(path, name), kindOf(path, name, kind));
  return { path, releases, summary };
}

function split(path: string, text: string): { readonly front: string; readonly summary: string } {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first === -1) throw refuse(path, "it is empty");
  if (lines[first]?.trim() !== "---") throw refuse(path, "it does not begin with a line of `---`");
  const end = lines.findIndex((line, index) => index > first && line.trim() === "---");
  if (end === -1) throw refuse(path, "the second line of `---` is missing");
  const front = lines.slice(first + 1, end).join("\n");
  if (front.length > limit) throw refuse(path, `its front matter is longer than ${limit} characters`);
  return {
    front,
    summary: lines
      .slice(end + 1)
      .join("\n")
      .trim(),
  };
}

function nameOf(path: string, name: unknown): string {
  if (typeof name === "string" && name.trim() !== "") return name;
  throw refuse(path, `${shown(name)} is not the name of a package`);
}

function kindOf(path: string, name: unknown, kind: unknown): Bump | "none" {
  const found = kinds.find((each) => each === kind);
  if (found !== undefined) return found;
  throw refuse(path, `${shown(kind)} for ${shown(name)} is not one of ${kinds.join(", ")}`);
}

function shown(value: unknown): string {
  return plainLine(typeof value === "string" ? JSON.stringify(value) : String(value), 100);
}

function refuse(path: string, what: string): RelspecError {
  return new RelspecError("RS_SPEC_INTENT", {
    message: `The intent ${plainLine(path, 200)} cannot be read: ${what}.`,
    details: { file: path },
    suggestions: [
      'An intent is a line `---`, lines such as `"@acme/a": minor`, a line `---`, and what changed.',
      `\`relspec change add\` writes one.`,
    ],
  });
}
