import { RelspecError } from "./errors/index.ts";
import type { ReleaseRecord } from "./model/record.ts";
import type { Project } from "./open-project.ts";
import { planProject } from "./plan-project.ts";
import { plannedRecord } from "./record/planned-record.ts";
import { findRecord } from "./record/find-record.ts";
import { openRecord } from "./record/open-record.ts";
import { renderDocument } from "./template/render-document.ts";

interface Rendering {
  readonly document: string;
  readonly release: string | undefined;
  readonly signal: AbortSignal;
}

/** Names and summaries of what can be rendered: of the spec, of the plugins, and relspec's own. */
export function documentsOf({
  spec,
  catalogue,
}: Project): readonly { readonly name: string; readonly summary: string }[] {
  return [
    ...spec.documents.map(({ name, template }) => ({ name, summary: `From the template ${template}.` })),
    ...Object.entries(catalogue.documents).map(([name, { summary }]) => ({ name, summary })),
  ];
}

/** A document of a release: of the one named, else of the last; `notes` of the planned one where nothing is on record. */
export async function renderDocumentOf(
  project: Project,
  records: readonly ReleaseRecord[],
  { document, release, signal }: Rendering,
): Promise<string> {
  const { spec, catalogue, world } = project;
  if (document === "notes" && release === undefined && records.length === 0)
    return (await planProject(project, records, signal)).notes;
  const about =
    release === undefined ? await toldOf(document, records, project, signal) : [findRecord(records, release)];
  const own = spec.documents.find(({ name }) => name === document);
  if (!own) {
    const kind = catalogue.document(document);
    if (kind.preview && release === undefined && openRecord(records) === null) {
      const plan = await planProject(project, records, signal);
      if (plan.release !== null || records.length === 0) return kind.preview(plan, records);
    }
    return kind.render(about, { files: world.files, root: world.root });
  }
  const template = await world.files.read(own.template);
  if (template === null) {
    throw new RelspecError("RS_SPEC_TEMPLATE", {
      message: `The document "${own.name}" has the template ${own.template}, which is not there.`,
      suggestions: ["Write the template's path from the folder of the spec."],
    });
  }
  return renderDocument(template, { record: about.at(-1) ?? null, records: about }, { html: own.format === "html" });
}

/** Reports that are of use before a release is opened tell of the planned one, where none is open. */
async function toldOf(
  document: string,
  records: readonly ReleaseRecord[],
  project: Project,
  signal: AbortSignal,
): Promise<readonly ReleaseRecord[]> {
  if (!/^(?:trace|quality)(?:\.|$)/.test(document) || openRecord(records)) return records;
  const plan = await planProject(project, records, signal);
  return plan.release ? [...records, plannedRecord(plan, records)] : records;
}
