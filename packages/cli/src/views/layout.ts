import { stripVTControlCharacters } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";

/**
 * Columns a text takes on a terminal; colours and marks on letters take none. Joined emoji are counted one by one: telling
 * them apart costs a segmenter, which takes longer to make than everything else that is printed.
 */
export function widthOf(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of stripVTControlCharacters(text).replace(/[\p{M}\p{Cf}]/gu, "")) {
    width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Lines of at most `width` columns, broken between words; a word longer than a line stays whole, for copying. */
export function wrap(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines;
}

/**
 * Rows as aligned columns. The last column is wrapped into the room that is left, under itself; where there is too little
 * room for that, it goes on the next line.
 */
export function columns(rows: readonly (readonly string[])[], width: number, indent = 2, gap = 2): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  // One very long cell must not push the column of all the others out of sight.
  const limit = Math.max(12, Math.min(48, Math.floor(width / 2)));
  const widths = Array.from({ length: Math.max(0, count - 1) }, (_, at) =>
    Math.min(limit, Math.max(0, ...rows.map((row) => (at < row.length - 1 ? widthOf(row[at] ?? "") : 0)))),
  );
  return rows.flatMap((row) => {
    const head = row.slice(0, -1).map((cell, at) => padEnd(cell, widths[at] ?? 0) + " ".repeat(gap));
    const before = " ".repeat(indent) + head.join("");
    const room = width - widthOf(before);
    const last = row.at(-1) ?? "";
    if (room < 24 && head.length > 0 && widthOf(last) > room) {
      return [before.trimEnd(), ...wrap(last, width - indent - 4).map((line) => " ".repeat(indent + 4) + line)];
    }
    return wrap(last, room)
      .map((line, at) => (at === 0 ? before : " ".repeat(widthOf(before))) + line)
      .map((line) => line.trimEnd());
  });
}

/** Text under an indent, each paragraph wrapped. */
export function indented(text: string, width: number, indent = 2): readonly string[] {
  const margin = " ".repeat(indent);
  return text
    .split("\n")
    .flatMap((line) => wrap(line, width - indent).map((part) => (part === "" ? "" : margin + part)));
}
