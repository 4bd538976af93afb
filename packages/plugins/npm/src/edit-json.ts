/** A change to one member of a JSON text: a new value, or `undefined` to take the member out. */
export interface JsonEdit {
  /** Keys from the root; every part but the last must be there and be an object. */
  readonly path: readonly [string, ...string[]];
  readonly value: string | undefined;
  /** A member that is missing goes behind this one of the same object, or first; without this it is left out. */
  readonly after?: string;
}

interface Member {
  readonly key: string;
  /** From the key's opening quote. */
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

/**
 * The text with the edits made in place: whatever is not edited (indentation, order, spaces, line ends) stays as it is.
 * An edit below something that is missing or is no object is left out. The text must be valid JSON.
 */
export function editJson(text: string, edits: readonly JsonEdit[]): string {
  return edits.reduce(editOne, text);
}

function editOne(text: string, { path, value, after }: JsonEdit): string {
  let place = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  for (const [index, key] of path.entries()) {
    if (text[place] !== "{") return text;
    const members = membersOf(text, place);
    // JSON.parse takes the last of several members with one key, so that is the one that counts.
    const found = members.findLast((member) => member.key === key);
    if (index < path.length - 1) {
      if (!found) return text;
      place = found.value;
    } else if (found) {
      if (value === undefined) return removed(text, members, found);
      return text.slice(0, found.value) + JSON.stringify(value) + text.slice(found.end);
    } else if (value !== undefined && after !== undefined) {
      return inserted(text, place, members, JSON.stringify(key), JSON.stringify(value), after);
    }
  }
  return text;
}

function inserted(
  text: string,
  object: number,
  members: readonly Member[],
  key: string,
  value: string,
  after: string,
): string {
  const [first] = members;
  if (!first) return `${text.slice(0, object + 1)}${key}: ${value}${text.slice(object + 1)}`;
  const space = text.slice(object + 1, first.start);
  const before = members.findLast((member) => member.key === after);
  if (before) return `${text.slice(0, before.end)},${space}${key}: ${value}${text.slice(before.end)}`;
  return `${text.slice(0, object + 1)}${space}${key}: ${value},${text.slice(object + 1)}`;
}

function removed(text: string, members: readonly Member[], member: Member): string {
  const index = members.indexOf(member);
  const before = members[index - 1];
  if (before) return text.slice(0, before.end) + text.slice(member.end);
  const next = members[index + 1];
  return text.slice(0, member.start) + text.slice(next ? next.start : member.end);
}

function membersOf(text: string, object: number): readonly Member[] {
  const members: Member[] = [];
  let at = skipSpace(text, object + 1);
  while (text[at] === '"') {
    const start = at;
    const keyEnd = endOfString(text, at);
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = endOfValue(text, value);
    members.push({ key: JSON.parse(text.slice(start, keyEnd)) as string, start, value, end });
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return members;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== "{" && first !== "[") {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at++;
    return at;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === "{" || char === "[") depth++;
    else if ((char === "}" || char === "]") && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && " \t\r\n".includes(text[at]!)) at++;
  return at;
}
