import { hasReference } from "./has-reference.ts";
import { noteText, type ParsedMessage, type Preset } from "./message-form.ts";

interface Forms {
  readonly header: RegExp;
  /** A header that says by a mark that it breaks something. It is looked for first, so that a colon later on does not hide it. */
  readonly marked?: RegExp;
  readonly note: RegExp;
  readonly reverted: RegExp;
}

const forms: Readonly<Record<Exclude<Preset, "relspec">, Forms>> = {
  angular: {
    header: /^(\w*)(?:\((.*)\))?: (.*)$/,
    note: /^[\s|*]*BREAKING CHANGE[:\s]+(.*)/i,
    reverted: /This reverts commit (\w{7,40})\b/gi,
  },
  conventionalcommits: {
    header: /^(\w*)(?:\((.*)\))?!?: (.*)$/,
    marked: /^(\w*)(?:\((.*)\))?!: (.*)$/,
    note: /^[\s|*]*BREAKING[ -]CHANGE[:\s]+(.*)/i,
    reverted: /This reverts commit (\w*)\./gi,
  },
};

/**
 * A message as semantic-release 25 reads it with a preset, oddities included: lines of GPG are left out, and a line such as
 * `-name-` (or `---`) begins a field of that name, which takes everything below it; a field named `type` adds to the type. The line
 * below a note's reference to an issue begins nothing.
 */
export function parseAsPreset(message: string, preset: Exclude<Preset, "relspec">): ParsedMessage {
  const form = forms[preset];
  const text = message.trim();
  const lines = text.split(/\r?\n/);
  const [header = "", ...rest] = text.includes("gpg:") ? lines.filter((line) => !/^\s*gpg:/.test(line)) : lines;
  const { marked, ...read } = readPresetHeader(header, preset);
  const { note, fields } = readLines(unusual.test(text) ? rest : [], form.note, read);
  const revert = parseRevert(text, form.reverted) ?? (fields.get("revert") ? { header: "", hash: "" } : undefined);
  const [ownType, ownScope] = [fields.get("type"), fields.get("scope")];
  return {
    header,
    body: rest.join("\n").trim(),
    ...(ownType && { type: ownType }),
    ...(ownScope && { scope: ownScope }),
    subject: fields.get("subject") || header,
    breaking: marked || note !== undefined,
    ...(note !== undefined && note !== "" && { breakingNote: note }),
    ...(revert && { revert }),
  };
}

/** What only few bodies hold: a note, or a field. */
const unusual = /breaking[ -]change|^-.*-\r?$/im;

/** The parts of a header; all undefined where it is not in the form of the preset. */
export function readPresetHeader(
  header: string,
  preset: Exclude<Preset, "relspec">,
): { readonly marked: boolean } & Readonly<Record<"type" | "scope" | "subject", string | undefined>> {
  const form = forms[preset];
  const marked = form.marked?.exec(header);
  const [, type, scope, subject] = marked ?? form.header.exec(header) ?? [];
  return { marked: Boolean(marked), type, scope, subject };
}

function readLines(
  lines: readonly string[],
  note: RegExp,
  header: Readonly<Record<string, string | undefined>>,
): { readonly note?: string; readonly fields: ReadonlyMap<string, string> } {
  const fields = new Map(Object.entries(header).map(([name, value]) => [name, value ?? ""]));
  const texts = new Map<string, string[]>();
  let field = "";
  let found: string | undefined;
  let inNote = false;
  let passed = -1;
  for (const [index, line] of lines.entries()) {
    if (index === passed) continue;
    const name = /^-(.*)-$/.exec(line)?.[1];
    if (name !== undefined) {
      field = name;
    } else if (field !== "") {
      const text = texts.get(field) ?? [fields.get(field) ?? ""].filter((value) => value !== "");
      // What is empty so far is replaced, not added to.
      if (text.length === 1 && text[0] === "") text.pop();
      text.push(line);
      texts.set(field, text);
    } else {
      const first = note.exec(line)?.[1];
      if (first !== undefined) {
        found ??= noteText(lines, index, first, note);
        inNote = true;
      } else if (inNote && hasReference(line)) {
        // A reference ends a note, and the tool takes the line below it for text, whatever it says.
        inNote = false;
        passed = index + 1;
      }
    }
  }
  for (const [name, text] of texts) fields.set(name, text.join("\n"));
  return { ...(found !== undefined && { note: found }), fields };
}

/** `Revert` or `revert:`, the header in quotation marks or without, then `This reverts commit HASH`. */
function parseRevert(text: string, reverted: RegExp): ParsedMessage["revert"] {
  const start = /^(?:Revert|revert:)\s/i.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  // The header has one character at least, after the quotation mark if there is one.
  const quotes = text[start] === '"' ? 1 : 0;
  const end = matchFrom(reverted, text, start + quotes + 1) ?? matchFrom(reverted, text, start + 1);
  if (!end) return undefined;
  const between = text.slice(start, end.index);
  const quoted = between.length > 1 && between.startsWith('"') ? between.slice(1) : between;
  const whole = quoted.trimEnd();
  return { header: (whole.endsWith('"') ? whole.slice(0, -1) : whole).trim(), hash: end[1] ?? "" };
}

function matchFrom(expression: RegExp, text: string, index: number): RegExpExecArray | null {
  const fresh = new RegExp(expression);
  fresh.lastIndex = index;
  return fresh.exec(text);
}
