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
 * The Markdown that release notes are made of (headings, lists, paragraphs, code, emphasis, links to the web) as HTML.
 * Everything else stays text: there is no way for a tag, an attribute or another kind of link to get through.
 */
export function markdownToHtml(markdown: string): string {
  const html: string[] = [];
  let paragraph: string[] = [];
  let list = false;
  const endParagraph = () => {
    if (paragraph.length > 0) html.push(`<p>${inline(paragraph.join(" "))}</p>`);
    paragraph = [];
  };
  const inList = (wanted: boolean) => {
    endParagraph();
    if (wanted !== list) html.push(wanted ? "<ul>" : "</ul>");
    list = wanted;
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    const item = /^ {0,8}[-*+] +(.*)$/.exec(line);
    if (heading) {
      inList(false);
      const level = Math.min(heading[1]!.length + 1, 6);
      html.push(`<h${level}>${inline(heading[2]!)}</h${level}>`);
    } else if (item) {
      inList(true);
      html.push(`<li>${inline(item[1]!)}</li>`);
    } else if (line.trim() === "") {
      endParagraph();
    } else {
      if (list && !/^\s/.test(line)) inList(false);
      paragraph.push(line.trim());
    }
  }
  inList(false);
  return html.join("\n");
}

// Lengths are bounded so that openings without an end cost linear time.
export const markup =
  /\\([!-/:-@[-`{-~])|&(amp|lt|gt|quot|#39|#x27);|`([^`\n]{1,500})`|\*\*((?:\\.|[^*\\\n]){1,500})\*\*|\[((?:\\.|[^\]\\[\n]){1,500})\]\((https?:\/\/[^\s()<>"']{1,1000})\)/g;

function inline(text: string): string {
  let html = "";
  let done = 0;
  for (const match of text.matchAll(markup)) {
    const [whole, escaped, entity, code, strong, label, url] = match;
    html += escapeHtml(text.slice(done, match.index));
    done = match.index + whole.length;
    if (escaped !== undefined) html += escapeHtml(escaped);
    else if (entity !== undefined) html += whole;
    else if (code !== undefined) html += `<code>${escapeHtml(code)}</code>`;
    else if (strong !== undefined) html += `<strong>${inline(strong)}</strong>`;
    else html += `<a href="${escapeHtml(url!)}">${inline(label!)}</a>`;
  }
  return html + escapeHtml(text.slice(done));
}
