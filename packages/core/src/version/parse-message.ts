import type { VersionSpec } from "../model/spec.ts";

type Preset = VersionSpec["preset"];

/** What the form of a message says. Every expression here takes linear time: messages come from anyone. */
export interface ParsedMessage {
  readonly header: string;
  readonly body: string;
  readonly type?: string;
  readonly scope?: string;
  readonly subject: string;
  readonly breaking: boolean;
  readonly breakingNote?: string;
  /** What the message says it takes back. */
  readonly revert?: { readonly header: string; readonly hash: string; readonly pullRequest?: string };
  /** Type of the strongest entry in a list of squashed commits, when the header has none. */
  readonly listed?: string;
}

const headers = {
  angular: /^(\w*)(?:\((.*)\))?: (.*)$/,
  conventionalcommits: /^(\w*)(?:\((.*)\))?(!?): (.*)$/,
} as const;

/** The slips people make, read only where the type is a known one: `Feat:`, `feat:a`, `feat (x): a`. */
const slip = /^(\w{1,20}) ?(?:\((.*?)\))? ?(!?) ?:\s?(.*)$/;
const aliases: Readonly<Record<string, string>> = {
  feature: "feat",
  bugfix: "fix",
  hotfix: "fix",
  performance: "perf",
};
const known = new Set(["feat", "fix", "perf", "revert", "docs", "style", "refactor", "test", "build", "ci", "chore"]);

const notes: Readonly<Record<Preset, RegExp>> = {
  angular: /^[\s|*]*(?:BREAKING CHANGE)[:\s]+(.*)/i,
  conventionalcommits: /^[\s|*]*(?:BREAKING CHANGE|BREAKING-CHANGE)[:\s]+(.*)/i,
  // In capitals it is meant; otherwise only as a footer with its colon, because prose says "breaking change" too.
  relspec: /^[\s|*-]*(?:BREAKING[ -]CHANGES?(?=[:\s])|[Bb]reaking[ -][Cc]hanges?(?=:))[:\s]*(.*)/,
};

export function parseMessage(message: string, preset: Preset): ParsedMessage {
  const lines = message.replace(/\r\n?/g, "\n").split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  const header = first === -1 ? "" : lines[first]!.trim();
  const rest = first === -1 ? [] : lines.slice(first + 1);
  const body = rest.join("\n").trim();

  const form = parseHeader(header, preset);
  const note = breakingNote(rest, preset) ?? (preset === "relspec" ? breakingNote([header], preset) : undefined);
  const revert = preset === "relspec" ? readRevert(header, body, form.type) : parseRevert(header, body);
  const listed =
    preset === "relspec" && form.type === undefined && !header.startsWith("Merge ") ? strongestOf(rest) : undefined;
  return {
    header,
    body,
    ...form,
    breaking: form.breaking || note !== undefined || listed?.breaking === true,
    ...(note !== undefined && note !== "" && { breakingNote: note }),
    ...(revert && { revert }),
    ...(listed?.type !== undefined && { listed: listed.type }),
  };
}

type Form = Pick<ParsedMessage, "type" | "scope" | "subject" | "breaking">;

function parseHeader(header: string, preset: Preset): Form {
  if (preset === "angular") {
    const [, type, scope, subject] = headers.angular.exec(header) ?? [];
    return formOf(header, type, scope, false, subject);
  }
  const [, type, scope, mark, subject] = headers.conventionalcommits.exec(header) ?? [];
  if (preset === "conventionalcommits") return formOf(header, type, scope, mark === "!", subject);
  const [, slipped, ...others] = slip.exec(header) ?? [];
  const meant = canonical(slipped ?? "");
  if (known.has(meant)) return formOf(header, meant, others[0]?.trim(), others[1] === "!", others[2]?.trim());
  return formOf(header, type?.toLowerCase(), scope, mark === "!", subject);
}

function formOf(
  header: string,
  type: string | undefined,
  scope: string | undefined,
  breaking: boolean,
  subject: string | undefined,
): Form {
  if (!type) return { subject: header, breaking };
  return { type, ...(scope && { scope }), subject: subject ?? "", breaking };
}

function canonical(type: string): string {
  const small = type.toLowerCase();
  return Object.hasOwn(aliases, small) ? aliases[small]! : small;
}

/** Text of the first note, up to an empty line or the next footer; undefined when there is none. */
function breakingNote(lines: readonly string[], preset: Preset): string | undefined {
  for (const [index, line] of lines.entries()) {
    const found = notes[preset].exec(line);
    if (!found) continue;
    const more = lines.slice(index + 1);
    const end = more.findIndex(
      (next) => next.trim() === "" || /^[\w-]{1,40}(?:: | #)/.test(next) || notes[preset].test(next),
    );
    return [found[1] ?? "", ...more.slice(0, end === -1 ? undefined : end)].join("\n").trim();
  }
  return undefined;
}

/** As the presets' parser reads it: `Revert` or `revert:`, the header, then `This reverts commit HASH`. */
function parseRevert(header: string, body: string): ParsedMessage["revert"] {
  const text = `${header}\n\n${body}`;
  const start = /^(?:Revert|revert:)\s"?/i.exec(text);
  const end = /This reverts commit (\w*)/i.exec(text);
  if (!start || !end || end.index <= start[0].length) return undefined;
  const quoted = text.slice(start[0].length, end.index).trimEnd();
  return { header: quoted.endsWith('"') ? quoted.slice(0, -1) : quoted, hash: end[1] ?? "" };
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

/** The list a forge makes of the commits it squashes: `* feat: a`. */
function strongestOf(lines: readonly string[]): { type: string | undefined; breaking: boolean } | undefined {
  const forms = lines.flatMap((line) => (/^[*-] \w/.test(line) ? [parseHeader(line.slice(2).trim(), "relspec")] : []));
  const types = new Set(forms.map((form) => form.type));
  const type = ["feat", "fix", "perf", "revert"].find((each) => types.has(each));
  const breaking = forms.some((form) => form.breaking);
  return type === undefined && !breaking ? undefined : { type, breaking };
}
