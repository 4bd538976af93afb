import { type Form, formOf, noteText, type ParsedMessage } from "./message-form.ts";

const form = /^(\w*)(?:\((.*)\))?(!?): (.*)$/;

/** The slips people make, read only where the type is a known one: `Feat:`, `feat:a`, `feat (x): a`. */
const slip = /^(\w{1,20}) ?(?:\((.*?)\))? ?(!?) ?:\s?(.*)$/;
const aliases: Readonly<Record<string, string>> = {
  feature: "feat",
  bugfix: "fix",
  hotfix: "fix",
  performance: "perf",
};
export const knownTypes: ReadonlySet<string> = new Set([
  "feat",
  "fix",
  "perf",
  "revert",
  "docs",
  "style",
  "refactor",
  "test",
  "build",
  "ci",
  "chore",
]);

// In capitals it is meant; otherwise only as a footer with its colon, because prose says "breaking change" too.
const note = /^[\s|*-]*(?:BREAKING[ -]CHANGES?(?=[:\s])|[Bb]reaking[ -][Cc]hanges?(?=:))[:\s]*(.*)/;

/** As `conventionalcommits`, and what people evidently mean: see docs/explanation/versions.md. */
export function parseAsRelspec(message: string): ParsedMessage {
  const lines = message.replace(/\r\n?/g, "\n").split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const header = first === -1 ? "" : lines[first]!.trim();
  const rest = first === -1 ? [] : lines.slice(first + 1);
  const body = rest.join("\n").trim();
  const read = readHeader(header);
  const breakingNote = readNote(rest) ?? readNote([header]);
  const revert = readRevert(header, body, read.type);
  return {
    header,
    body,
    ...read,
    breaking: read.breaking || breakingNote !== undefined,
    ...(breakingNote !== undefined && breakingNote !== "" && { breakingNote }),
    ...(revert && { revert }),
  };
}

export function readHeader(header: string): Form {
  const [, slipped, ...others] = slip.exec(header) ?? [];
  const meant = canonical(slipped ?? "");
  if (knownTypes.has(meant)) return formOf(header, meant, others[0]?.trim(), others[1] === "!", others[2]?.trim());
  const [, type, scope, mark, subject] = form.exec(header) ?? [];
  return formOf(header, type?.toLowerCase(), scope, mark === "!", subject);
}

function canonical(type: string): string {
  const small = type.toLowerCase();
  return Object.hasOwn(aliases, small) ? aliases[small]! : small;
}

function readNote(lines: readonly string[]): string | undefined {
  for (const [index, line] of lines.entries()) {
    const found = note.exec(line);
    if (found) return noteText(lines, index, found[1] ?? "", note);
  }
  return undefined;
}

/** Every usual way to say it, also those that forges make out of it. */
function readRevert(header: string, body: string, type: string | undefined): ParsedMessage["revert"] {
  const hash = /This reverts commit ([0-9a-f]{7,64})\b/i.exec(body)?.[1]?.toLowerCase();
  const titled = header.startsWith('Revert "');
  if (!titled && type !== "revert" && !(hash !== undefined && /^revert\b/i.test(header))) return undefined;
  const pullRequest = /^Reverts \S{0,200}#(\d{1,10})\s*$/m.exec(body)?.[1];
  const end = header.lastIndexOf('"');
  const quoted = titled && end > 7 ? header.slice('Revert "'.length, end) : header.replace(/^revert: ?/i, "");
  return { header: quoted, hash: hash ?? "", ...(pullRequest !== undefined && { pullRequest }) };
}
