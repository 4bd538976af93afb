import { headlineOf, type Moment, plainLine, type PlanningFacts } from "@relspec/core";
import type { KnownBlock } from "@slack/types";
import { limits } from "./limits.ts";
import { escapeMrkdwn } from "./mrkdwn.ts";
import { type Notes, notesLines } from "./notes-lines.ts";

export interface Post {
  /** For notifications, and for whatever shows no blocks. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** What the plugin writes by itself: what happened, to which packages, and what is in it. */
export function builtInPost(moment: Moment, facts: PlanningFacts, most: number): Post {
  const { release, packages, notes, url, base } = facts;
  const headline = headlineOf(moment, release);
  const follows = release.previous === null ? "It is the first release." : `It follows ${release.previous}.`;
  const channel = release.channel === null ? "" : ` It is on the channel ${release.channel}.`;
  const listed = packages.length > 1 ? packages.map(({ name, from, to }) => `• ${name} ${from ?? "new"} → ${to}`) : [];
  const told = notesLines(notes, most);
  const source = `Commit ${base.commit.slice(0, 12)}${url === null ? "" : ` of ${url}`}`;
  return {
    text: escapeMrkdwn(plainLine(headline, 300)),
    blocks: [
      { type: "header", text: { type: "plain_text", text: plainLine(headline, limits.header), emoji: false } },
      ...sections([
        escapeMrkdwn(plainLine(`${follows}${channel}`)),
        ...some(
          listed.map((each) => escapeMrkdwn(plainLine(each))),
          most,
        ),
      ]),
      ...sections([...told.lines, ...rest(told, url)]),
      { type: "context", elements: [{ type: "mrkdwn", text: escapeMrkdwn(plainLine(source, 500)), verbatim: true }] },
    ],
  };
}

/** Lines, split into as many sections as they need. What is too long for one by itself is cut. */
export function sections(lines: readonly string[]): readonly KnownBlock[] {
  const texts: string[] = [];
  for (const each of lines) {
    const line = cut(each, limits.section);
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= limits.section)
      texts[texts.length - 1] = `${last}\n${line}`;
    else if (line.trim() !== "") texts.push(line);
  }
  return texts.map((text) => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } }));
}

function some(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `… and ${lines.length - most} more packages`];
}

function rest({ left, link }: Notes, url: string | null): readonly string[] {
  if (left === 0) return [];
  const where = link ?? (url !== null && /^https?:\/\/[^\s<>|]+$/.test(url) ? url : null);
  const told = `… and ${left} more`;
  return [where === null ? told : `<${escapeMrkdwn(where)}|${told}>`];
}

/** Not in the middle of a link, an entity or a character. */
function cut(line: string, most: number): string {
  if (line.length <= most) return line;
  const kept = line.slice(0, most - 1).replace(/<[^>]*$|&[a-z]{0,3}$|[\ud800-\udbff]$/, "");
  return `${kept}…`;
}
