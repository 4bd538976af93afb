/** A piece of a line. Text is as people read it: without the marks and escapes of Markdown. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong"; readonly content: readonly Inline[] }
  | { readonly kind: "link"; readonly url: string; readonly content: readonly Inline[] };

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: "item"; readonly content: readonly Inline[] }
  /** `inItem`: it goes on with the item of a list before it. */
  | { readonly kind: "paragraph"; readonly inItem: boolean; readonly content: readonly Inline[] };

/**
 * The Markdown that release notes are made of: headings, lists, paragraphs, code, emphasis, links to the web. Everything else
 * is text, so that whoever writes it in another format has only text to escape.
 */
export function readMarkdown(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let list = false;
  const endParagraph = () => {
    if (paragraph.length > 0)
      blocks.push({ kind: "paragraph", inItem: list, content: readInline(paragraph.join(" ")) });
    paragraph = [];
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    const item = /^ {0,8}[-*+] +(.*)$/.exec(line);
    if (heading || item) {
      endParagraph();
      list = item !== null;
      if (heading) blocks.push({ kind: "heading", level: heading[1]!.length, content: readInline(heading[2]!) });
      else blocks.push({ kind: "item", content: readInline(item![1]!) });
    } else if (line.trim() === "") {
      endParagraph();
    } else {
      if (list && !/^\s/.test(line)) {
        endParagraph();
        list = false;
      }
      paragraph.push(line.trim());
    }
  }
  endParagraph();
  return blocks;
}

// Lengths are bounded so that openings without an end cost linear time.
const markup =
  /\\([!-/:-@[-`{-~])|&(amp|lt|gt|quot|#39|#x27);|`([^`\n]{1,500})`|\*\*((?:\\.|[^*\\\n]){1,500})\*\*|\[((?:\\.|[^\]\\[\n]){1,500})\]\((https?:\/\/[^\s()<>"']{1,1000})\)/g;
const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

/** The pieces of Markdown without regard to its lines. */
export function readInline(text: string): readonly Inline[] {
  const pieces: Inline[] = [];
  let plain = "";
  let done = 0;
  const add = (piece: Inline) => {
    if (plain !== "") pieces.push({ kind: "text", text: plain });
    plain = "";
    pieces.push(piece);
  };
  for (const match of text.matchAll(markup)) {
    const [whole, escaped, entity, code, strong, label, url] = match;
    plain += text.slice(done, match.index);
    done = match.index + whole.length;
    if (escaped !== undefined) plain += escaped;
    else if (entity !== undefined) plain += characters[entity]!;
    else if (code !== undefined) add({ kind: "code", text: code });
    else if (strong !== undefined) add({ kind: "strong", content: readInline(strong) });
    else add({ kind: "link", url: url!, content: readInline(label!) });
  }
  plain += text.slice(done);
  return plain === "" ? pieces : [...pieces, { kind: "text", text: plain }];
}

/** The words alone. */
export function wordsOf(content: readonly Inline[]): string {
  return content.map((each) => ("text" in each ? each.text : wordsOf(each.content))).join("");
}
