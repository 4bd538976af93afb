/** One line for a header: control characters, line ends and changes of writing direction become spaces. */
export function headerText(text: string, limit = 300): string {
  const line = text
    .slice(0, limit * 4)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim()
    .toWellFormed();
  // Not in the middle of a surrogate pair.
  return line.length > limit ? `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…` : line;
}

/** Text for a body: lines and tabs stay; other control characters and changes of writing direction go. */
export function bodyText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\p{Zl}\p{Zp}]/gu, "\n")
    .replace(/(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .toWellFormed();
}
