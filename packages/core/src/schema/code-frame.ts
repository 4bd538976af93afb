import { printableLine } from "./printable.ts";

/** 1-based, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const width = 120;

/** The lines around a place with a mark under the column; free of control characters, and never wide. */
export function codeFrame(text: string, { line, column }: Place, around = 2): string {
  const lines = text.split(/\r\n|\n|\r/);
  const first = Math.max(1, line - around);
  const last = Math.min(lines.length, line + around);
  const gutter = String(last).length;
  // A long line is shown from shortly before the column; all lines by the same offset, so that they stay aligned.
  const from = column > width - 20 ? column - 40 : 0;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = printableLine((lines[number - 1] ?? "").slice(from, from + width));
    frame.push(`${number === line ? ">" : " "} ${String(number).padStart(gutter)} | ${source}`.trimEnd());
    if (number === line) frame.push(`  ${" ".repeat(gutter)} | ${" ".repeat(Math.max(0, column - 1 - from))}^`);
  }
  return frame.join("\n");
}
