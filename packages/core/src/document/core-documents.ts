import type { DocumentKind } from "../plugin/plugin.ts";
import { changelog } from "./changelog.ts";
import { recordDocument } from "./record-document.ts";
import { inOrder } from "./records-in-order.ts";
import { stableJson } from "./stable-json.ts";

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
  "record.json": {
    summary: "One release in whole, for machines.",
    format: "json",
    render: (records) => stableJson(inOrder(records).at(-1) ?? null),
  },
};

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
