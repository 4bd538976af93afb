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
  const endFor = (left: number): string =>
    `\n\n… and ${left} more ${left === 1 ? "change" : "changes"}${url === null ? "" : `: [all of them](${url})`}\n`;
  const room = limit - endFor(notes.length).length;
  if (room <= 0) return notes.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
  // Where an item begins; what hangs below one is indented.
  const starts = [...notes.matchAll(/^- /gm)].map(({ index }) => index);
  const whole = starts.findLastIndex((at) => at <= room);
  const at = whole > 0 ? starts[whole]! : (starts[0] ?? room);
  const kept = notes
    .slice(0, Math.min(at, room))
    .trimEnd()
    .replace(/\n+#{1,6} [^\n]*$/, "");
  return `${kept}${endFor(starts.length - Math.max(whole, 0))}`;
}
