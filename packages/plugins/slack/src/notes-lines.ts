import { type Block, readMarkdown } from "@relspec/core";
import { toMrkdwn } from "./mrkdwn.ts";

export interface Notes {
  /** Each a line of Slack's own markup; a heading is bold. */
  readonly lines: readonly string[];
  /** How many were left out. */
  readonly left: number;
  /** Where all of them are: the first link of the title; null when it has none. */
  readonly link: string | null;
}

/** Release notes as lines. Their title is left out, unless it is to be kept: a message has one of its own. */
export function notesLines(markdown: string, most: number, { keepTitle = false } = {}): Notes {
  const blocks = readMarkdown(markdown);
  const [first] = blocks;
  const title = !keepTitle && first?.kind === "heading" && first.level <= 2 ? first : undefined;
  const lines = (title ? blocks.slice(1) : blocks).map(line);
  const link = title?.content.find((each) => each.kind === "link");
  return {
    lines: lines.slice(0, most),
    left: Math.max(0, lines.length - most),
    link: link?.kind === "link" ? link.url : null,
  };
}

function line(block: Block): string {
  const text = toMrkdwn(block.content);
  switch (block.kind) {
    case "heading":
      // Bold does not nest.
      return `*${text.replace(/\*/g, "")}*`;
    case "item":
      return `• ${text}`;
    case "paragraph":
      return block.inItem ? `    ${text}` : text;
  }
}
