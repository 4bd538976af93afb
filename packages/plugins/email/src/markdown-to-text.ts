import { markup } from "./markdown-to-html.ts";

const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

/** Release notes as people read plain text: the same lines, without the marks that only a renderer needs. */
export function markdownToText(markdown: string): string {
  return inline(markdown.replace(/^#{1,6} +/gm, ""));
}

function inline(text: string): string {
  return text.replace(
    markup,
    (_whole, escaped?: string, entity?: string, code?: string, strong?: string, label?: string) => {
      if (escaped !== undefined) return escaped;
      if (entity !== undefined) return characters[entity]!;
      return code ?? inline(strong ?? label!);
    },
  );
}
