import { plainLine } from "../version/plain-text.ts";

// One code span: a single backtick at each side. Then what a forge would take for a person or a team.
const pieces = /(?<!`)`([^`]{1,300})`(?!`)|(?<![a-z0-9])(@\w[\w./@-]*)/gi;

interface EscapeOptions {
  /** Characters of the text at the most; default 2,000. */
  readonly limit?: number;
  /** `@name` stays a mention; default false. */
  readonly mentions?: boolean;
}

/**
 * Text from outside as one line of Markdown that shows just that text. Code between single backticks stays code; `@name`
 * becomes code, because nothing else keeps forges from telling people of that name.
 */
export function escapeMarkdown(text: string, { limit = 2_000, mentions = false }: EscapeOptions = {}): string {
  const line = plainLine(text, limit);
  let out = "";
  let done = 0;
  for (const found of line.matchAll(pieces)) {
    if (mentions && found[1] === undefined) continue;
    out += `${escapeText(line.slice(done, found.index))}\`${found[1] ?? found[2]}\``;
    done = found.index + found[0].length;
  }
  return atStart(out + escapeText(line.slice(done)));
}

/** What most text holds none of. */
const special = /[\\`*[\]<>|~&_]/;

function escapeText(text: string): string {
  if (!special.test(text)) return text;
  return (
    text
      .replace(/[\\`*[\]<>|~]/g, "\\$&")
      .replace(/&(?=#?\w)/g, "&amp;")
      // Inside a word an underscore is only an underscore.
      .replace(/(?<![a-z0-9])_|_(?![a-z0-9])/gi, "\\_")
  );
}

/** What would begin a heading, a list, a quotation, a rule or a table at the start of a line. */
function atStart(line: string): string {
  return line.replace(/^([#+=-])/, "\\$1").replace(/^(\d{1,9})([.)])/, "$1\\$2");
}
