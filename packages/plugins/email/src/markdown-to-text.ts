import { readInline, wordsOf } from "@relspec/core";

/** Release notes as people read plain text: the same lines, without the marks that only a renderer needs. */
export function markdownToText(markdown: string): string {
  return wordsOf(readInline(markdown.replace(/^#{1,6} +/gm, "")));
}
