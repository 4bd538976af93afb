import { alternativesOf, matchesWildcards } from "./matches-pattern.ts";

/** What {@link matchesGlob} does not read: classes, groups, escapes, `**`, and wildcards beside a choice in braces. */
const beyond = /[[\]()\\|^$"+]|\*\*|\.\.|^!*\.\/|^(?=.*[{}])(?:.*[*?!]|.*\{[^{},]*\}|.*\{,|.*,[,}])/;

/** Whether a pattern says only what {@link matchesGlob} can tell. */
export function isPlainGlob(pattern: string): boolean {
  return !beyond.test(pattern);
}

/**
 * Whether a text matches a glob of semantic-release's rules, which are made for paths: `*` and `?` stop at a `/` and do not begin
 * with a dot, a `!` in front turns the answer round. In time proportional to text × pattern, where a regular expression made of
 * the same pattern can take forever.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  if (text === pattern) return true;
  if (text === "") return false;
  const marks = /^!*/.exec(pattern)![0].length;
  const rest = pattern.slice(marks);
  const matched =
    rest === "" ? text === pattern : alternativesOf(rest).some((each) => matchesPath(text, each, marks > 0));
  // What is not one line is no match of a pattern with a mark, whatever else it says.
  return marks % 2 === 1 ? !matched && !text.includes("\n") : matched;
}

function matchesPath(text: string, pattern: string, marked: boolean): boolean {
  if (text === pattern) return true;
  const parts = pattern.split("/");
  // A star at the end lets one more slash through, but not in the simplest of patterns.
  const lenient = pattern.endsWith("*") && (marked || pattern.startsWith("*") || pattern.includes("/"));
  const plain = lenient && text.endsWith("/") ? text.slice(0, -1) : text;
  const segments = plain.split("/");
  if (segments.length !== parts.length) return false;
  return segments.every((segment, at) => {
    const part = parts[at]!;
    if (/^[*?]/.test(part) && segment.startsWith(".")) return false;
    // A star stands for nothing only where something follows.
    if (part.startsWith("*") && segment === "" && at === segments.length - 1 && plain === text) return false;
    return matchesWildcards(segment, part);
  });
}
