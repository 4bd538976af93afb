interface Cut {
  /** Characters the text may have, as JavaScript counts them. */
  readonly limit: number;
  /** Where the whole can be read. */
  readonly url?: string | null;
}

/**
 * Notes that are no longer than a host takes (GitHub: 125,000): cut before the item that does not fit, with the number of
 * what is left out and where to read it. Notes that fit stay as they are.
 */
export function cutNotes(notes: string, { limit, url = null }: Cut): string {
  if (notes.length <= limit) return notes;
  const link = url === null ? "" : `: [all of them](${url})`;
  const endFor = (left: number): string =>
    `\n\n… ${left === 0 ? "cut here" : `and ${left} more ${left === 1 ? "change" : "changes"}`}${link}\n`;
  const room = limit - endFor(notes.length).length;
  if (room <= 0) return notes.slice(0, limit).toWellFormed();
  // Where an item begins; what hangs below one is indented.
  const starts = [...notes.matchAll(/^- /gm)].map(({ index }) => index);
  const fitting = starts.filter((at) => at <= room).length;
  // The last that fits at its beginning may not fit to its end.
  const at = fitting === 0 ? room : starts[fitting - 1]!;
  const left = fitting === 0 ? starts.length : starts.length - fitting + 1;
  const kept = notes
    .slice(0, at)
    .toWellFormed()
    .trimEnd()
    .replace(/\n+#{1,6} [^\n]*$/, "");
  return `${kept}${endFor(left)}`;
}
