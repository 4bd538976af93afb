import type { Commit, Person } from "../model/change.ts";

/** The author, then those named in `Co-authored-by` trailers, each once. */
export function authorsIn(commit: Commit, body: string): readonly Person[] {
  if (!/co-authored-by/i.test(body)) return [commit.author];
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

/** Whether what looks like an issue's key names a standard: `UTF-8`. */
export function isStandard(reference: string): boolean {
  return standards.test(reference);
}

/** Issues and pull requests, as written: `#12`, `acme/api#7`, `!5` of GitLab, `PAY-3`. */
export function referencesIn(message: string): readonly string[] {
  const found = new Set<string>();
  // A text without the sign is told in a fraction of what the pattern takes.
  if (message.includes("#"))
    for (const [reference] of message.matchAll(/(?<![\w./#-])(?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,10}\b/g))
      found.add(reference);
  if (message.includes("!"))
    for (const [reference] of message.matchAll(/(?<![\w./!-])(?:[\w.-]{1,100}\/[\w.-]{1,100})?![1-9]\d{0,9}\b/g))
      found.add(reference);
  if (message.includes("-"))
    for (const [reference] of message.matchAll(/(?<![\w./-])[A-Z][A-Z0-9_]{1,9}-[1-9]\d{0,9}\b(?![-.]\d)/g))
      if (!isStandard(reference)) found.add(reference);
  return [...found];
}
