import type { ReleaseRecord } from "../model/record.ts";
import type { DocumentKind } from "../plugin/plugin.ts";
import { boardHtml, boardMarkdown } from "./board-document.ts";
import { type BoardPacket, boardPacket } from "../record/board-packet.ts";
import { changelog } from "./changelog.ts";
import { recordDocument } from "./record-document.ts";
import { inOrder } from "./records-in-order.ts";
import { qualityData } from "./quality-data.ts";
import { qualitySections } from "./quality-report.ts";
import { type Section, sectionsAsHtml, sectionsAsMarkdown } from "./sections.ts";
import { stableJson } from "./stable-json.ts";
import { traceData, traceSections } from "./trace-data.ts";

/** What `relspec render` knows without any plugin. The same records give the same bytes. */
export const coreDocuments: Readonly<Record<string, DocumentKind>> = {
  notes: {
    summary: "The notes of a release, for those who use what is released.",
    format: "markdown",
    render: (records) => ended(inOrder(records).at(-1)?.plan.notes ?? ""),
  },
  changelog: {
    summary: "All releases, newest first, in the layout of Keep a Changelog.",
    format: "markdown",
    render: changelog,
  },
  record: {
    summary: "One release in whole: what was released, who approved it, each step with its result, the gates.",
    format: "markdown",
    render: (records) => {
      const record = inOrder(records).at(-1);
      return record ? recordDocument(record) : "There is no release on record.\n";
    },
  },
  ...reportIn("trace", "What belongs to what: requirements, changes, tests, artifacts.", (record) => {
    const data = traceData(record);
    return { title: `Trace of ${record.name} ${record.version}`, data, sections: traceSections(data) };
  }),
  ...reportIn(
    "quality",
    "The quality report: thresholds with what was found, trace, defects, acceptance, risk.",
    (record, all) => {
      const data = qualityData(record, all);
      return { title: `Quality of ${record.name} ${record.version}`, data, sections: qualitySections(data) };
    },
  ),
  ...boardDocuments(),
  "record.json": {
    summary: "One release in whole, for machines.",
    format: "json",
    render: (records) => stableJson(inOrder(records).at(-1) ?? null),
  },
};

interface Report {
  readonly title: string;
  readonly data: object;
  readonly sections: readonly Section[];
}

/** One report in three forms: `NAME` is Markdown, `NAME.html` a page, `NAME.json` all of it. */
function reportIn(
  name: string,
  summary: string,
  make: (record: ReleaseRecord, all: readonly ReleaseRecord[]) => Report,
): Readonly<Record<string, DocumentKind>> {
  const of = (records: readonly ReleaseRecord[]): Report | null => {
    const record = inOrder(records).at(-1);
    return record ? make(record, inOrder(records)) : null;
  };
  const none = "There is no release on record.\n";
  return {
    [name]: {
      summary,
      format: "markdown",
      render: (records) => {
        const report = of(records);
        return report ? sectionsAsMarkdown(report.title, report.sections) : none;
      },
    },
    [`${name}.html`]: {
      summary: `The same as ${name}, as a page.`,
      format: "html",
      render: (records) => {
        const report = of(records);
        return report ? sectionsAsHtml(report.title, report.sections) : none;
      },
    },
    [`${name}.json`]: {
      summary: `The same as ${name}, in whole, for machines.`,
      format: "json",
      render: (records) => stableJson(of(records)?.data ?? null),
    },
  };
}

/** The packet for the change board: of the release that is open, or of the planned one. */
function boardDocuments(): Readonly<Record<string, DocumentKind>> {
  const kind = (
    format: DocumentKind["format"],
    summary: string,
    write: (packet: BoardPacket) => string,
  ): DocumentKind => ({
    summary,
    format,
    render: (records) => {
      const record = inOrder(records).at(-1);
      return record ? write(boardPacket(record.plan, records)) : "There is no release on record.\n";
    },
    preview: (plan, records) => write(boardPacket(plan, records)),
  });
  return {
    cab: kind(
      "markdown",
      "The packet for the change board: scope, risk, reach, evidence, deployment and way back.",
      boardMarkdown,
    ),
    "cab.html": kind("html", "The packet for the change board, as a page.", boardHtml),
    "cab.json": kind("json", "The packet for the change board, for machines.", stableJson),
  };
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
