import type { Bump, Change, Commit, Person } from "../model/change.ts";
import type { BumpRule, VersionSpec } from "../model/spec.ts";
import { matchesPattern } from "./matches-pattern.ts";
import { type ParsedMessage, parseMessage } from "./parse-message.ts";

/** From the strongest. */
export const bumps = ["major", "minor", "patch"] as const satisfies readonly Bump[];

/** What one commit asks for, read from its message alone. Which packages it touches is not known here. */
export function classifyCommit(commit: Commit, version: Pick<VersionSpec, "preset" | "rules">): Change {
  const parsed = parseMessage(commit.message, version.preset);
  const { type, scope } = parsed;
  const { bump, rule } = decide(commit.message, parsed, version);
  const shown = type ?? (parsed.revert ? "revert" : parsed.listed);
  return {
    id: commit.id,
    date: commit.date,
    authors: authorsOf(commit, parsed.body),
    header: parsed.header,
    body: parsed.body,
    ...(shown !== undefined && { type: shown }),
    ...(scope !== undefined && { scope }),
    subject: parsed.subject,
    breaking: parsed.breaking,
    ...(parsed.breakingNote !== undefined && { breakingNote: parsed.breakingNote }),
    references: referencesIn(commit.message),
    ...(bump && { bump }),
    rule,
    packages: [],
  };
}

function decide(
  message: string,
  parsed: ParsedMessage,
  { preset, rules }: Pick<VersionSpec, "preset" | "rules">,
): { bump?: Bump; rule: string } {
  if (/\[skip\s+release\]|\[release\s+skip\]/i.test(message)) return { rule: "[skip release]" };
  const own = byRules(parsed, rules);
  if (own) return own;
  if (parsed.breaking) return { bump: "major", rule: "breaking change" };
  const type = parsed.type ?? parsed.listed;
  if (type !== undefined && isOneOf(type, preset, ["feat"], ["FEAT"])) return { bump: "minor", rule: "feat" };
  if (type !== undefined && isOneOf(type, preset, ["fix", "perf"], ["FIX"]))
    return { bump: "patch", rule: type.toLowerCase() };
  if (parsed.revert || (preset === "relspec" && type === "revert")) return { bump: "patch", rule: "revert" };
  return { rule: parsed.type === undefined ? "the message names no type" : `${parsed.type} asks for no release` };
}

/** The presets know two spellings in capitals; relspec's own types are in small letters by now. */
function isOneOf(
  type: string,
  preset: VersionSpec["preset"],
  names: readonly string[],
  capitals: readonly string[],
): boolean {
  return names.includes(type) || (preset !== "relspec" && capitals.includes(type));
}

/**
 * Any rule that matches decides alone, and what relspec would do is not asked. Of several the highest wins; `false` takes
 * back what came before it and gives way to what comes after it. `major` ends the search.
 */
function byRules(parsed: ParsedMessage, rules: readonly BumpRule[]): { bump?: Bump; rule: string } | null {
  let found: { bump?: Bump; rule: string } | null = null;
  for (const [index, rule] of rules.entries()) {
    if (!matches(parsed, rule)) continue;
    const name = `version.rules ${index + 1}`;
    if (rule.release === false) found = { rule: name };
    else if (!found?.bump || bumps.indexOf(rule.release) < bumps.indexOf(found.bump))
      found = { bump: rule.release, rule: name };
    if (found?.bump === "major") break;
  }
  return found;
}

function matches(parsed: ParsedMessage, rule: BumpRule): boolean {
  const fits = (text: string | undefined, pattern: string | undefined) =>
    pattern === undefined || (text !== undefined && matchesPattern(text, pattern));
  return (
    fits(parsed.type ?? parsed.listed ?? (parsed.revert ? "revert" : undefined), rule.type) &&
    fits(parsed.scope, rule.scope) &&
    fits(parsed.subject, rule.subject) &&
    (rule.breaking === undefined || rule.breaking === parsed.breaking)
  );
}

/** The author, then those named in `Co-authored-by` trailers, each once. */
function authorsOf(commit: Commit, body: string): readonly Person[] {
  const authors = new Map([[commit.author.email.toLowerCase(), commit.author]]);
  for (const line of body.split("\n")) {
    if (line.length > 500) continue;
    const [, name, email] = /^co-authored-by:\s*([^<>]*)<([^<>\s]+)>\s*$/i.exec(line) ?? [];
    if (name?.trim() && email && !authors.has(email.toLowerCase()))
      authors.set(email.toLowerCase(), { name: name.trim(), email });
  }
  return [...authors.values()];
}

/** Names of standards look like those of issues. */
const standards = /^(?:AES|CVE|CWE|ECMA|ES|GPT|HTTP|IEC|IEEE|IPV|ISO|MD|RFC|RSA|SHA|TLS|UTF|UTC|X)-/;

function referencesIn(message: string): readonly string[] {
  const found = new Set<string>();
  for (const [reference] of message.matchAll(/(?<![\w./#-])(?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,10}\b/g))
    found.add(reference);
  for (const [reference] of message.matchAll(/(?<![\w./-])[A-Z][A-Z0-9_]{1,9}-[1-9]\d{0,9}\b(?![-.]\d)/g))
    if (!standards.test(reference)) found.add(reference);
  return [...found];
}
