/* eslint-disable no-control-regex -- control characters are what these are about */

// Terminal sequences: OSC/DCS/PM/APC/SOS strings up to their end, CSI, and two-character escapes. The lengths are bounded
// so that a text made of openings without ends costs linear time.
const terminal =
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]{0,4096}(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]?|\u001b[ -/]{0,4}[0-~]?/g;

// C0 but for tab and line feed, DEL, C1, the controls of writing direction, and what is invisible by design. The joiners
// U+200C and U+200D stay: scripts and emoji need them.
const control =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Most text holds nothing of all that. */
const innocent = /^[\t\n -~]*$/;

/**
 * Text from outside, safe to show: without terminal sequences, control characters, changes of writing direction and
 * invisible characters. Line feeds and tabs stay; other line ends become line feeds.
 */
export function plainText(text: string): string {
  if (innocent.test(text)) return text;
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(terminal, "")
    .replace(control, "")
    .toWellFormed();
}

/** One line with one space between its words: there is nothing to do. */
const tidy = /^(?:[!-~]+ )*[!-~]+$/;

/** {@link plainText} on one line: runs of white space become one space. At most `limit` characters, then `…`. */
export function plainLine(text: string, limit = 500): string {
  if (text.length <= limit && tidy.test(text)) return text;
  // Cut first, so that a megabyte costs no more than a line; four times leaves room for what is stripped.
  const start = text.slice(0, limit * 4);
  const line = plainText(start).replace(/\s+/g, " ").trim();
  if (start.length === text.length && line.length <= limit) return line;
  const characters = Array.from(line);
  return characters.length > limit || start.length < text.length ? `${characters.slice(0, limit - 1).join("")}…` : line;
}
