import { escapeMarkdown } from "../notes/escape-markdown.ts";
import { plainLine } from "../version/plain-text.ts";
import type { BoardPacket } from "../record/board-packet.ts";

/** One part of the packet: a title over lines, each a text as it is. */
interface Part {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The packet as Markdown. */
export function boardMarkdown(packet: BoardPacket): string {
  const { release } = packet;
  const text = (line: string): string => escapeMarkdown(line, { limit: 500 });
  return `${[
    `# ${text(`${release.name} ${release.version}`)}`,
    ...partsOf(packet).flatMap(({ title, lines }) => [
      `## ${title}`,
      lines.length === 0 ? "None." : lines.map((line) => `- ${text(line)}`).join("\n"),
    ]),
  ].join("\n\n")}\n`;
}

/** The packet as one page of HTML, without anything from elsewhere. */
export function boardHtml(packet: BoardPacket): string {
  const { release } = packet;
  const title = escapeHtml(`${release.name} ${release.version}`);
  const parts = partsOf(packet).map(
    ({ title: heading, lines }) =>
      `<section><h2>${escapeHtml(heading)}</h2>${
        lines.length === 0 ? "<p>None.</p>" : `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`
      }</section>`,
  );
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`,
    "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:50em;margin:2em auto;padding:0 1em}h2{margin:1.5em 0 .3em}li{overflow-wrap:anywhere}</style></head>",
    `<body><main><h1>${title}</h1>`,
    ...parts,
    "</main></body></html>",
    "",
  ].join("\n");
}

function partsOf(packet: BoardPacket): readonly Part[] {
  const { release, scope, risk, reach, wayBack } = packet;
  return [
    {
      title: "Asked for",
      lines: [
        `${release.type} ${release.version}, after ${release.previous ?? "nothing: the first release"}`,
        `commit ${release.commit}`,
        `plan ${packet.plan}`,
        `packet ${packet.digest}`,
      ],
    },
    { title: "Risk", lines: [`${risk.tier}, ${risk.score} points`, ...risk.reasons] },
    {
      title: "Scope",
      lines: [
        ...scope.packages.map(({ name, from, to }) => `${name}: ${from ?? "new"} to ${to}`),
        ...scope.changes.map(
          ({ id, header, breaking, authors }) =>
            `${breaking ? "BREAKING " : ""}${header} (${id.slice(0, 7)}, ${authors.join(", ")})`,
        ),
      ],
    },
    {
      title: "Reach",
      lines: [
        ...reach.environments.map((name) => `environment ${name}`),
        ...reach.dependants.map((name) => `${name}, because it depends on what changed`),
        ...reach.audiences.map(
          ({ name, moment, addresses }) =>
            `${name} are told (${moment}, ${addresses} address${addresses === 1 ? "" : "es"})`,
        ),
      ],
    },
    {
      title: "Evidence",
      lines: packet.evidence.map(
        ({ gate, verdict, missing, because }) =>
          `${gate}: ${verdict}${missing.length === 0 ? "" : `, ${missing.join(" ")}`}${because === null ? "" : ` (${because})`}`,
      ),
    },
    {
      title: "Deployment",
      lines: packet.deployment.flatMap(({ stage, steps }) => steps.map((step) => `${stage}: ${step}`)),
    },
    {
      title: "Way back",
      lines: [
        ...(wayBack.command === null ? [] : [`to ${wayBack.to ?? ""}: ${wayBack.command}`]),
        ...wayBack.undone.map((step) => `${step} can be undone`),
        ...reach.irreversible.map(({ step, why }) => `${step} cannot: ${why}`),
      ],
    },
    { title: "Conflicts", lines: packet.conflicts },
    { title: "Lessons", lines: packet.lessons.map(({ release: version, what }) => `${version}: ${what}`) },
  ];
}

function escapeHtml(text: string): string {
  return plainLine(text, 500)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
