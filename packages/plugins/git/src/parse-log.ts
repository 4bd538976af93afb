import type { Commit } from "@relspec/core";

/** For `git log -z --name-only`: one empty token, then the fields, then the paths. */
export const logFormat = "%x00%H%x00%P%x00%an%x00%ae%x00%ct%x00%B";
const fields = 6;

/**
 * Commits out of `git log -z --name-only --format=LOGFORMAT`. Nothing in git can hold a NUL and no path is empty, so that
 * whatever stands in a message or a name, an empty token after the fields is the next commit.
 */
export function parseLog(output: string): readonly Commit[] {
  const tokens = output.split("\0");
  const commits: Commit[] = [];
  let at = 1;
  while (at + fields <= tokens.length) {
    const [id = "", parents = "", name = "", email = "", seconds = "", message = ""] = tokens.slice(at, at + fields);
    at += fields;
    const files: string[] = [];
    // Git puts a line feed between the message and the first path.
    for (let path = tokens[at]; path !== undefined && path !== ""; path = tokens[++at])
      files.push(files.length === 0 ? path.slice(1) : path);
    at += 1;
    commits.push({
      id,
      parents: parents === "" ? [] : parents.split(" "),
      author: { name, email },
      date: dateOf(seconds),
      message,
      files,
    });
  }
  return commits;
}

/** Seconds since 1970 as RFC 3339 in UTC. A date no calendar holds (commits can carry any number) is the first of 1970. */
export function dateOf(seconds: string): string {
  const time = /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : 0;
  return new Date(time < 253_402_300_800_000 ? time : 0).toISOString().replace(".000Z", "Z");
}
