/** One heading of a Markdown file. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  /** Offset of its line. */
  readonly start: number;
}

/** Where things are in a Markdown file, as far as a changelog needs it. */
export interface Layout {
  readonly headings: readonly Heading[];
  /** Offsets of the lines that define a link: `[1.0.0]: https://…`. */
  readonly links: readonly number[];
  /** It has lists or underlined headings. */
  readonly hasOther: boolean;
  /** A code block or comment does not end before the file does. */
  readonly isOpen: boolean;
}

/** More of a line is never looked at. */
const lookedAt = 500;

/** Reads headings where Markdown has them: not in code blocks, not in comments. Linear, whatever the text holds. */
export function readLayout(text: string): Layout {
  const headings: Heading[] = [];
  const links: number[] = [];
  let hasOther = false;
  let fence: string | null = null;
  let inComment = false;
  for (let start = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, Math.min(end, start + lookedAt));
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (inComment) inComment = !contains(text, "-->", start, end);
    else if (fence !== null) {
      if (marks !== undefined && marks[0] === fence[0] && marks.length >= fence.length && /^[ `~]*\r?$/.test(line))
        fence = null;
    } else if (marks !== undefined) fence = marks;
    else if (/^ {0,3}<!--/.test(line)) inComment = !contains(text, "-->", start, end);
    else {
      const level = /^ {0,3}(#{1,6})(?=[ \t\r]|$)/.exec(line)?.[1]?.length;
      if (level !== undefined) headings.push({ level, text: line.trim().slice(level).trim(), start });
      else if (/^ {0,3}\[[^\]]+\]:/.test(line)) links.push(start);
      else if (/^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]|^ {0,3}(?:=+|--+)\s*$/.test(line)) hasOther = true;
    }
    start = end + 1;
  }
  return { headings, links, hasOther, isOpen: inComment || fence !== null };
}

function contains(text: string, part: string, start: number, end: number): boolean {
  return text.slice(start, end).includes(part);
}
