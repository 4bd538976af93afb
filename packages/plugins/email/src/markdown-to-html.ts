import { type Block, type Inline, readMarkdown } from "@relspec/core";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as text in HTML, whatever it holds. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/**
 * The Markdown that release notes are made of as HTML. There is no way for a tag, an attribute or another kind of link than
 * to the web to get through.
 */
export function markdownToHtml(markdown: string): string {
  const html: string[] = [];
  let list = false;
  for (const block of readMarkdown(markdown)) {
    const within = block.kind === "item" || (block.kind === "paragraph" && block.inItem);
    if (within !== list) html.push(within ? "<ul>" : "</ul>");
    list = within;
    const tag = tagOf(block);
    html.push(`<${tag}>${inline(block.content)}</${tag}>`);
  }
  if (list) html.push("</ul>");
  return html.join("\n");
}

function tagOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `h${Math.min(block.level + 1, 6)}`;
    case "item":
      return "li";
    case "paragraph":
      return "p";
  }
}

function inline(content: readonly Inline[]): string {
  return content.map(piece).join("");
}

function piece(each: Inline): string {
  switch (each.kind) {
    case "text":
      return escapeHtml(each.text);
    case "code":
      return `<code>${escapeHtml(each.text)}</code>`;
    case "strong":
      return `<strong>${inline(each.content)}</strong>`;
    case "link":
      return `<a href="${escapeHtml(each.url)}">${inline(each.content)}</a>`;
  }
}
