import { plainText } from "../version/plain-text.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

interface Prose {
  /** Of the text. */
  readonly limit: number;
  readonly mentions: boolean;
}

/**
 * Text of several lines from outside as Markdown below a list item, indented by two spaces: paragraphs, lists and fenced code
 * stay what they are, everything else is only text. Nothing in it can end the item it stands below.
 */
export function prose(text: string, { limit, mentions }: Prose): readonly string[] {
  const whole = plainText(text.slice(0, limit * 2)).trim();
  const shown = whole.length > limit || text.length > limit * 2 ? `${whole.slice(0, limit).trimEnd()}…` : whole;
  const blocks: string[] = [];
  let paragraph: string[] = [];
  let fence: { readonly mark: string; readonly lines: string[] } | null = null;
  const endParagraph = () => {
    const [first] = paragraph;
    if (first !== undefined) blocks.push(blockOf(paragraph, mentions));
    paragraph = [];
  };
  for (const line of shown.split("\n")) {
    const mark: string | undefined = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence.mark)) {
        blocks.push(codeOf(fence.lines));
        fence = null;
      } else fence.lines.push(line);
    } else if (mark !== undefined) {
      endParagraph();
      fence = { mark, lines: [] };
    } else if (line.trim() === "") endParagraph();
    else paragraph.push(line);
  }
  if (fence) blocks.push(codeOf(fence.lines));
  endParagraph();
  return blocks.map((block) => block.replace(/^(?=.)/gm, "  "));
}

const bullet = /^\s{0,8}[-*+]\s+(?=\S)/;

/** Lines that belong together: those that begin with a mark are items of a list. */
function blockOf(lines: readonly string[], mentions: boolean): string {
  const parts: { readonly item: boolean; text: string }[] = [];
  for (const line of lines) {
    const item = bullet.test(line);
    const last = parts.at(-1);
    if (item || !last) parts.push({ item, text: line.replace(item ? bullet : /^\s+/, "") });
    else last.text += ` ${line.trim()}`;
  }
  return parts
    .map(({ item, text }, at) => {
      const shown = `${item ? "- " : ""}${escapeMarkdown(text, { limit: 10_000, mentions })}`;
      return item && at > 0 && !parts[at - 1]!.item ? `\n${shown}` : shown;
    })
    .join("\n");
}

/** Code between fences that are longer than any in it. */
function codeOf(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.map((line) => /^\s*(`+)/.exec(line)?.[1]?.length ?? 0));
  const mark = "`".repeat(longest + 1);
  return [mark, ...lines, mark].join("\n");
}
