import {
  type Block,
  headlineOf,
  type Inline,
  type JsonObject,
  type Moment,
  plainLine,
  plainText,
  type PlanningFacts,
  readMarkdown,
} from "@relspec/core";
import { type Card, cardOf, mostBytes, sizeOf } from "./card.ts";

/** Bytes kept free for what a workflow adds around the card. */
const reserve = 2 * 1024;
/** Characters of one line at the most. */
const longest = 2_000;

/** What the plugin writes by itself: what happened, to which packages, and what is in it. */
export function builtInCard(moment: Moment, facts: PlanningFacts, most: number): Card {
  const { release, packages, notes, url, base } = facts;
  const follows = release.previous === null ? "It is the first release." : `It follows ${release.previous}.`;
  const channel = release.channel === null ? "" : ` It is on the channel ${release.channel}.`;
  const blocks = readMarkdown(notes);
  const title = blocks[0]?.kind === "heading" && blocks[0].level <= 2 ? blocks[0] : undefined;
  const found = title?.content.find((each) => each.kind === "link");
  const link = found?.kind === "link" ? found.url : isAddress(url) ? url : null;
  const head = [
    heading(headlineOf(moment, release)),
    paragraph([run(plainLine(`${follows}${channel}`, 300))]),
    ...(packages.length > 1
      ? [
          {
            type: "FactSet",
            facts: packages.slice(0, most).map(({ name, from, to }) => ({
              title: escape(plainLine(name, 100)),
              value: escape(`${from ?? "new"} → ${to}`),
            })),
          },
        ]
      : []),
  ];
  const foot = [
    { ...paragraph([{ ...run(`Commit ${base.commit.slice(0, 12)}`), isSubtle: true }]), spacing: "Medium" },
  ];
  const actions = link === null ? [] : [{ type: "Action.OpenUrl", title: "All changes", url: link }];
  return fitting((title ? blocks.slice(1) : blocks).map(element), most, (shown, left) =>
    cardOf(
      [
        ...head,
        ...shown,
        ...(left > 0 ? [paragraph([{ ...run(`… and ${left} more`), isSubtle: true }])] : []),
        ...foot,
      ],
      actions,
    ),
  );
}

/** Markdown as a card of its own. */
export function markdownCard(markdown: string): Card {
  return cardOf(readMarkdown(markdown).map(element));
}

/** Plain text as a card: each line a paragraph. */
export function textCard(text: string): Card {
  const lines = plainText(text)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return cardOf(lines.map((line) => paragraph([run(line)])));
}

/** As many elements as Teams takes, from the start. */
function fitting(
  elements: readonly JsonObject[],
  most: number,
  build: (shown: readonly JsonObject[], left: number) => Card,
): Card {
  let shown = Math.min(elements.length, most);
  let card = build(elements.slice(0, shown), elements.length - shown);
  while (shown > 0 && sizeOf(card) > mostBytes - reserve) {
    shown = Math.floor(shown * 0.8);
    card = build(elements.slice(0, shown), elements.length - shown);
  }
  return card;
}

function element(block: Block): JsonObject {
  const runs = runsOf(block.content, {});
  switch (block.kind) {
    case "heading":
      return { ...paragraph(runs.map((each) => ({ ...each, weight: "Bolder" }))), spacing: "Medium" };
    case "item":
      return { ...paragraph([run("• "), ...runs]), spacing: "None" };
    case "paragraph":
      return block.inItem ? { ...paragraph([run("    "), ...runs]), spacing: "None" } : paragraph(runs);
  }
}

function heading(text: string): JsonObject {
  return { ...paragraph([{ ...run(plainLine(text, 300)), size: "Large", weight: "Bolder" }]), style: "heading" };
}

/** A paragraph of runs: unlike a TextBlock it knows no Markdown, so that text in it is text. */
function paragraph(inlines: readonly JsonObject[]): JsonObject {
  return { type: "RichTextBlock", inlines };
}

function run(text: string): JsonObject {
  return { type: "TextRun", text: text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text };
}

function runsOf(content: readonly Inline[], style: JsonObject): readonly JsonObject[] {
  return content.flatMap((each) => {
    switch (each.kind) {
      case "text":
        return [{ ...run(plainText(each.text)), ...style }];
      case "code":
        return [{ ...run(plainText(each.text)), ...style, fontType: "Monospace" }];
      case "strong":
        return runsOf(each.content, { ...style, weight: "Bolder" });
      case "link":
        return runsOf(each.content, { ...style, selectAction: { type: "Action.OpenUrl", url: each.url } });
    }
  });
}

/** A FactSet reads Markdown. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]()<>#~|]/g, "\\$&");
}

function isAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^\s<>"]+$/.test(url);
}
