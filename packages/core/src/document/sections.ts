import { escapeMarkdown } from "../notes/escape-markdown.ts";
import { plainLine } from "../version/plain-text.ts";

/** A part of a report: a heading, and a table or one sentence. All text is outside data. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Said where there are no rows. */
  readonly none: string;
}

/** Characters of one cell at the most. */
const limit = 2_000;

/** The same sections give the same bytes. */
export function sectionsAsMarkdown(title: string, sections: readonly Section[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => escapeMarkdown(cell, { limit }).replace(/(?<!\\)((?:\\\\)*)\|/g, "$1\\|")).join(" | ")} |`;
  const parts = sections.map(({ title: heading, head, rows, none }) =>
    [
      `## ${heading}`,
      rows.length === 0 ? none : [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n"),
    ].join("\n\n"),
  );
  return `${[`# ${escapeMarkdown(title)}`, ...parts].join("\n\n")}\n`;
}

/** One page with no script, no style from elsewhere, and nothing that a text could add to it. */
export function sectionsAsHtml(title: string, sections: readonly Section[]): string {
  const row = (cells: readonly string[], tag: "td" | "th"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const parts = sections.map(({ title: heading, head, rows, none }) =>
    [
      `<h2>${escapeHtml(heading)}</h2>`,
      rows.length === 0
        ? `<p>${escapeHtml(none)}</p>`
        : `<table>\n<thead>${row(head, "th")}</thead>\n<tbody>\n${rows.map((each) => row(each, "td")).join("\n")}\n</tbody>\n</table>`,
    ].join("\n"),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}th,td{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${parts.join("\n")}
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return plainLine(text, limit).replaceAll(/[&<>"']/g, (sign) => entities[sign] as string);
}
