import { RelspecError } from "../errors/index.ts";
import type { Audience, Spec } from "../model/spec.ts";
import type { PlannedRelease } from "../model/plan.ts";
import type { ReadFiles } from "../plugin/context.ts";
import type { Noted } from "../notes/notes-of.ts";
import { type NotesTemplate, type RenderedNotes, renderNotes } from "../notes/render-notes.ts";

export interface NotesRequest extends Noted {
  readonly spec: Spec;
  readonly release: Pick<PlannedRelease, "name" | "version" | "previous" | "channel">;
  /** Who reads them; absent: everyone. */
  readonly audience?: Audience;
}

/** The notes of a release as the spec asks for them. @throws `RS_SPEC_TEMPLATE`. */
export async function writeNotes(request: NotesRequest, files: ReadFiles): Promise<RenderedNotes> {
  const { spec, release, audience } = request;
  const { name, version, previous, channel } = release;
  return renderNotes(request, {
    spec: spec.notes,
    hide: audience?.hide ?? [],
    template: await readTemplate(spec, files),
    release: { name, version, previous, channel, audience: audience?.name ?? null },
  });
}

/** The template of the document that is named `notes`. */
async function readTemplate({ documents }: Spec, files: ReadFiles): Promise<NotesTemplate | null> {
  const found = documents.find(({ name }) => name === "notes");
  if (!found) return null;
  const text = await files.read(found.template);
  if (text !== null) return { path: found.template, text, format: found.format };
  throw new RelspecError("RS_SPEC_TEMPLATE", {
    message: `The document "notes" has the template ${found.template}, which is not there.`,
    suggestions: ["Write the template's path from the folder of the spec."],
  });
}
