import { matchesParts } from "./path-matcher.ts";

/** Where forges look for it, in their order. */
const places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

interface OwnerRule {
  readonly matches: (path: string) => boolean;
  readonly owners: readonly string[];
}

/** Who owns a path: the owners of the last line of a CODEOWNERS file that matches. Null: there is no such file. */
export async function readOwners(files: {
  read(path: string): Promise<string | null>;
}): Promise<((path: string) => readonly string[]) | null> {
  for (const place of places) {
    const text = await files.read(place);
    if (text === null) continue;
    const rules = text.split(/\r?\n/).flatMap(readLine).toReversed();
    return (path) => rules.find(({ matches }) => matches(path))?.owners ?? [];
  }
  return null;
}

function readLine(line: string): readonly OwnerRule[] {
  const [pattern, ...owners] = line
    .replace(/(?:^|\s)#.*$/, "")
    .trim()
    .split(/\s+/);
  // `[Section]` of GitLab names no path.
  if (pattern === undefined || pattern === "" || pattern.startsWith("[") || pattern.startsWith("^[")) return [];
  return [{ matches: ownerPattern(pattern), owners }];
}

/** As `.gitignore` matches, without its `!` and `[…]`: a slash at the start or inside ties it to the root, a folder holds what is in it. */
export function ownerPattern(pattern: string): (path: string) => boolean {
  const tied = pattern.slice(0, -1).includes("/");
  const parts = pattern.replace(/^\//, "").replace(/\/$/, "/**").split("/");
  // `docs/*` means the files of that folder, and nothing farther down.
  const inside = parts.at(-1) === "**" || (tied && parts.at(-1) === "*") ? [] : ["**"];
  const whole = [...(tied ? [] : ["**"]), ...parts, ...inside];
  return (path) => matchesParts(path.split("/"), whole);
}
