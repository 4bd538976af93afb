import type { Jira } from "./jira.ts";

/**
 * The body of a comment that shows a text as it is: Cloud takes a document (ADF), where text is text; Data Center takes wiki
 * markup, where everything that would be markup is escaped. Nothing in it mentions people, embeds images or runs macros.
 */
export function commentBody(text: string, deployment: Jira["deployment"]): unknown {
  return deployment === "cloud" ? documentOf(text) : wikiText(text);
}

function documentOf(text: string): unknown {
  const paragraphs = text.split(/\n{2,}/).filter((each) => each.trim() !== "");
  return {
    type: "doc",
    version: 1,
    content: paragraphs.map((each) => ({
      type: "paragraph",
      content: each
        .split("\n")
        .flatMap((line, index) => [...(index > 0 ? [{ type: "hardBreak" }] : []), ...lineOf(line)]),
    })),
  };
}

const address = /(https?:\/\/[^\s<>"']{1,2000}[^\s<>"'.,;:!?()[\]])/;

function lineOf(line: string): readonly unknown[] {
  return line
    .split(address)
    .filter((each) => each !== "") // a text node may not be empty
    .map((each) =>
      address.test(each) && URL.canParse(each)
        ? { type: "text", text: each, marks: [{ type: "link", attrs: { href: each } }] }
        : { type: "text", text: each },
    );
}

/** Marks that wiki markup knows anywhere in a line, and those it knows at its beginning. Addresses stay as they are: they become links. */
function wikiText(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      line
        .split(address)
        .map((each) => (address.test(each) && !/[{}[\]|\\]/.test(each) ? each : escaped(each)))
        .join(""),
    )
    .join("\n");
}

function escaped(text: string): string {
  return text
    .replace(/&(?=[#\w])/g, "&amp;")
    .replace(/\\/g, "&#92;")
    .replace(/[{}[\]!*_?+^~|]/g, "\\$&")
    .replace(/(^|\s)-(?=\S)/g, "$1\\-")
    .replace(/^(\s*)#/, "$1\\#")
    .replace(/^(\s*)(h[1-6]|bq)\./i, "$1$2&#46;");
}

/** All text in the body of a comment, as Jira gives it back: a document or wiki markup. Without recursion: it may be deep. */
export function textOfBody(body: unknown): string {
  const found: string[] = [];
  const left: unknown[] = [body];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") found.push(next);
    else if (Array.isArray(next)) for (const each of next) left.push(each);
    else if (typeof next === "object" && next !== null) for (const each of Object.values(next)) left.push(each);
  }
  return found.join("\n");
}
