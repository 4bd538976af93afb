import { headlineOf, type Moment, type PlanningFacts } from "@relspec/core";
import { escapeHtml, markdownToHtml } from "./markdown-to-html.ts";
import { markdownToText } from "./markdown-to-text.ts";

export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** What the plugin writes by itself about a release: what happened, to which packages, and what is in it. */
export function builtInMessage(moment: Moment, facts: PlanningFacts): Message {
  const { release, packages, notes, url, base } = facts;
  const subject = headlineOf(moment, release);
  const follows = release.previous === null ? "It is the first release." : `It follows ${release.previous}.`;
  const channel = release.channel === null ? "" : ` It is on the channel ${release.channel}.`;
  const opening = `${subject}. ${follows}${channel}`;
  const listed =
    packages.length > 1
      ? packages.map(({ name, from, to }) => `${name} ${from === null ? to : `${from} → ${to}`}`)
      : [];
  // An audience may not get to see commits.
  const source = base.commit === "" ? null : `Commit ${base.commit.slice(0, 12)}${url === null ? "" : ` of ${url}`}`;
  const text = [
    opening,
    ...(listed.length > 0 ? [listed.map((line) => `- ${line}`).join("\n")] : []),
    ...(notes.trim() === "" ? [] : [markdownToText(notes).trim()]),
    ...(source === null ? [] : [`-- \n${source}`]),
  ];
  const html = [
    `<p>${escapeHtml(opening)}</p>`,
    ...(listed.length > 0 ? [`<ul>${listed.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`] : []),
    ...(notes.trim() === "" ? [] : [markdownToHtml(notes)]),
    ...(source === null ? [] : [`<p style="color:#666;font-size:small">${escapeHtml(source)}</p>`]),
  ];
  return { subject, text: `${text.join("\n\n")}\n`, html: htmlPage(subject, html.join("\n")) };
}

/** A whole HTML document around a body. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="font-family:sans-serif;line-height:1.5;max-width:44em">
${body}
</body>
</html>
`;
}
