import type { Commit, Person } from "@relspec/core";

/** For `git log -z`, with or without `--name-only`: one empty token, then the fields, then the paths. */
export const logFormat = "%x00%H%x00%P%x00%an%x00%ae%x00%ct%x00%B";
const fields = 6;

export interface LogParser {
  /** The next piece of the output, cut anywhere. */
  readonly add: (text: string) => void;
  /** There is no more. */
  readonly end: () => void;
}

/**
 * Commits out of `git log -z --format=LOGFORMAT`, each handed on as soon as it is whole. Nothing in git can hold a NUL and no
 * path is empty, so that whatever stands in a message or a name, an empty token after the fields is the next commit.
 */
export function createLogParser(onCommit: (commit: Commit) => void): LogParser {
  const people = new Map<string, Person>();
  let token: string[] = [];
  let record: string[] = [];
  let begun = false;

  const person = (name: string, email: string): Person => {
    const key = `${name}\0${email}`;
    const found = people.get(key) ?? { name, email };
    people.set(key, found);
    return found;
  };
  const flush = (): void => {
    if (record.length >= fields) onCommit(commitOf(record, person));
    record = [];
  };
  const take = (text: string): void => {
    // The very first token is the empty one before the first commit.
    if (!begun) begun = true;
    else if (text === "" && record.length >= fields) flush();
    else record.push(text);
  };
  return {
    add(text) {
      const pieces = text.split("\0");
      const rest = pieces.pop() ?? "";
      for (const piece of pieces) {
        take(token.length === 0 ? piece : [...token, piece].join(""));
        token = [];
      }
      if (rest !== "") token.push(rest);
    },
    end() {
      if (token.length > 0) take(token.join(""));
      token = [];
      flush();
    },
  };
}

/** One for all: there may be a hundred thousand commits. */
const none: readonly string[] = [];

function commitOf(record: readonly string[], person: (name: string, email: string) => Person): Commit {
  const [id = "", parents = "", name = "", email = "", seconds = "", message = "", first, ...others] = record;
  return {
    id,
    parents: parents === "" ? none : parents.split(" "),
    author: person(name, email),
    date: dateOf(seconds),
    message,
    // Git puts a line feed between the message and the first path.
    files: first === undefined ? none : [first.slice(1), ...others],
  };
}

/** Seconds since 1970 as RFC 3339 in UTC. A date no calendar holds (commits can carry any number) is the first of 1970. */
export function dateOf(seconds: string): string {
  const time = /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : 0;
  return new Date(time < 253_402_300_800_000 ? time : 0).toISOString().replace(".000Z", "Z");
}
