import type { VersionSpec } from "../model/spec.ts";

export type Preset = VersionSpec["preset"];

/** What a header says: `type(scope)!: subject`. */
export interface Form {
  readonly type?: string;
  readonly scope?: string;
  readonly subject: string;
  readonly breaking: boolean;
}

/** What the form of a message says. Everything that reads it takes linear time: messages come from anyone. */
export interface ParsedMessage extends Form {
  readonly header: string;
  readonly body: string;
  readonly breakingNote?: string;
  /** What the message says it takes back. */
  readonly revert?: { readonly header: string; readonly hash: string; readonly pullRequest?: string };
}

/** A form from the groups of a header's expression; without a type the header is the subject. */
export function formOf(
  header: string,
  type: string | undefined,
  scope: string | undefined,
  breaking: boolean,
  subject: string | undefined,
): Form {
  if (!type) return { subject: header, breaking };
  return { type, ...(scope && { scope }), subject: subject ?? "", breaking };
}

/** Text of the note that begins in `lines[at]` with `first`: up to an empty line or the next footer. */
export function noteText(lines: readonly string[], at: number, first: string, note: RegExp): string {
  const more = lines.slice(at + 1);
  const end = more.findIndex((next) => next.trim() === "" || /^[\w-]{1,40}(?:: | #)/.test(next) || note.test(next));
  return [first, ...more.slice(0, end === -1 ? undefined : end)].join("\n").trim();
}
