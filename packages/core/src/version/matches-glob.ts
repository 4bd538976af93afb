import { alternativesOf, matchesWildcards } from "./matches-pattern.ts";

/** What {@link matchesGlob} does not read: classes, groups, escapes, `**`, `!!`, and wildcards beside a choice in braces. */
const beyond = /[[\]()\\|^$"+]|\*\*|\.\.|^!!|^!*\.\/|^(?=.*[{}])(?:.*[*?!]|.*\{[^{},]*\}|.*\{,|.*,[,}])/;

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
  const marked = pattern.startsWith("!");
  const rest = marked ? pattern.slice(1) : pattern;
  const matched = rest !== "" && alternativesOf(rest).some((each) => matchesPath(text, each, marked));
  // What is not one line is no match of a pattern with a mark, whatever else it says.
  return marked ? !matched && !text.includes("\n") : matched;
}

/** The patterns that the original has a shorter way for, with answers of its own: a star or two, and endings. */
const short = /^(?:\*|\.\*|\*\.\*|\*\/\*)(?:\.\w+)*$/;

function matchesPath(text: string, pattern: string, marked: boolean): boolean {
  if (text === pattern) return true;
  const parts = pattern.split("/");
  const isShort = !marked && short.test(pattern);
  // The short way wants something behind the dot, and takes the slash at the end for it.
  if (isShort && (pattern === ".*" || pattern === "*.*")) return matchesBehindDot(text, pattern);
  // A star at the end lets one more slash through, but not in the simplest of patterns.
  const lenient = isShort || (pattern.endsWith("*") && (marked || pattern.startsWith("*") || pattern.includes("/")));
  const plain = lenient && text.endsWith("/") ? text.slice(0, -1) : text;
  const segments = plain.split("/");
  if (segments.length !== parts.length) return false;
  return segments.every((segment, at) => {
    const part = parts[at]!;
    if (/^[*?]/.test(part) && segment.startsWith(".")) return false;
    if (part.startsWith(".*") && /^\.\.?$/.test(segment) && !isShort && (marked || parts.length > 1)) return false;
    // A star stands for nothing only where something follows.
    if (part.startsWith("*") && segment === "" && at === segments.length - 1 && plain === text) return false;
    return matchesWildcards(segment, part);
  });
}

function matchesBehindDot(text: string, pattern: ".*" | "*.*"): boolean {
  const plain = text.endsWith("/") ? text.slice(0, -1) : text;
  const dot = text.indexOf(".");
  return !plain.includes("/") && (pattern === ".*" ? dot === 0 : dot > 0) && dot < text.length - 1;
}
