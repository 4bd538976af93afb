// DEL, C1, controls of writing direction and what is invisible, which JSON may hold as they are; and the `[` that makes
// `##[` a command to GitHub's runner. Inside JSON all of these stand in strings only.
const active =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|(?<=##)\[/gu;

/** JSON text of the same value in which nothing is obeyed by a terminal or a CI's log: what would be is written as `\uXXXX`. */
export function inertJson(json: string): string {
  return json.replace(active, (character) =>
    Array.from({ length: character.length }, (_, at) => escape(character.charCodeAt(at))).join(""),
  );
}

function escape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
