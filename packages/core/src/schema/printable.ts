// Control characters, and the marks that reorder or hide text: they would let a key or value repaint a terminal.
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Text from outside, fit for a message: control characters written out as `\u001b`, cut off after `limit` characters. */
export function printable(text: string, limit = 60): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return shown.replace(unprintable, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A source line, fit for a code frame: each control character becomes one visible mark, so that columns stay true. */
export function printableLine(line: string): string {
  return line.replaceAll("\t", " ").replace(unprintable, "\u{fffd}");
}
