const action = /^(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s+/i;
const address = /\bhttps?:\/\/(?:www\.)?[-a-zA-Z0-9@:%_+.~#?&/=]/;
const reference = /#[\w-]+(?=\s|$|[,;)\]])/;

/**
 * Whether semantic-release takes a line for one that refers to an issue: with a word such as `closes` in it only what follows
 * such words counts, and next to a web address nothing does.
 */
export function hasReference(line: string): boolean {
  const pieces = line.split(/(?=close|fix|resolve)/i);
  const actions = pieces.filter((piece) => action.test(piece)).map((piece) => piece.replace(action, ""));
  return (actions.length > 0 ? actions : [line]).some((text) => reference.test(text) && !address.test(text));
}
