import { alternativesOf } from "../version/matches-pattern.ts";

/** Tests paths against globs: `*` and `?` within a name, `**` for any number of folders, `{a,b}`. In time proportional to path × glob. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap(alternativesOf).map((glob) => glob.split("/"));
  return (path) => {
    const names = path.split("/");
    return patterns.some((parts) => matchesParts(names, parts));
  };
}

/** Whether the names of a path go with the parts of a pattern, one by one; `**` goes with any number of them. */
export function matchesParts(names: readonly string[], parts: readonly string[]): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let n = 0; n < names.length;) {
    const part = parts[at];
    if (part === "**") [star, mark, at] = [at, n, at + 1];
    else if (part !== undefined && matchesName(names[n] ?? "", part)) [at, n] = [at + 1, n + 1];
    else if (star >= 0) [at, mark, n] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return parts.slice(at).every((part) => part === "**");
}

function matchesName(name: string, pattern: string): boolean {
  if (name === pattern) return true;
  let [at, star, mark] = [0, -1, 0];
  for (let n = 0; n < name.length;) {
    if (pattern[at] === "*") [star, mark, at] = [at, n, at + 1];
    else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[n])) [at, n] = [at + 1, n + 1];
    else if (star >= 0) [at, mark, n] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return pattern.slice(at).replaceAll("*", "") === "";
}
