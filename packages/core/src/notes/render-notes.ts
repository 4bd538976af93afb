import type { Hidden, NotesSpec } from "../model/notes-spec.ts";
import type { DocumentSpec } from "../model/spec.ts";
import { renderDocument } from "../template/render-document.ts";
import type { NotesData } from "./notes-data.ts";
import { notesOf, type Noted } from "./notes-of.ts";
import { releaseNotes } from "./release-notes.ts";
import { type Release, templateData } from "./template-data.ts";

/** A Handlebars template of notes, with its path for messages. */
export interface NotesTemplate extends Pick<DocumentSpec, "format"> {
  readonly path: string;
  readonly text: string;
}

export interface RenderedNotes {
  /** Of the whole release; with several packages each part begins with its package's name. */
  readonly whole: string;
  /** By name of the package. */
  readonly packages: ReadonlyMap<string, string>;
}

interface Rendering {
  readonly spec: NotesSpec;
  readonly hide?: readonly Hidden[];
  readonly template: NotesTemplate | null;
  readonly release: Release;
}

/** The notes of a release, of each package and of the whole: from the template where there is one. @throws `RS_SPEC_TEMPLATE`. */
export async function renderNotes(noted: Noted, rendering: Rendering): Promise<RenderedNotes> {
  const { spec, hide = [], template, release } = rendering;
  const data = notesOf(noted, spec, hide);
  const commits = !hide.includes("commits");
  if (template) return fromTemplate(data, template, release, { mentions: spec.mentions, commits });
  const text = (each: NotesData["packages"][number], named: boolean) =>
    releaseNotes(each, { named, mentions: spec.mentions, commits });
  const packages = new Map(data.packages.map((each) => [each.name, text(each, false)]));
  const [only] = data.packages;
  const whole =
    only && data.packages.length === 1
      ? packages.get(only.name)!
      : data.packages.map((each) => text(each, true)).join("\n\n");
  return { whole, packages };
}

async function fromTemplate(
  data: NotesData,
  { text, path, format }: NotesTemplate,
  release: Release,
  rest: { readonly mentions: boolean; readonly commits: boolean },
): Promise<RenderedNotes> {
  const render = (part: NotesData, of: Release) =>
    renderDocument(text, templateData(of, part, { format, ...rest }), {
      html: format === "html",
      path,
      complete: true,
    });
  const packages = new Map<string, string>();
  for (const each of data.packages) {
    const { name, version, previous } = each;
    packages.set(name, await render({ packages: [each] }, { ...release, name, version, previous }));
  }
  const [only] = data.packages;
  return {
    whole: only && data.packages.length === 1 ? packages.get(only.name)! : await render(data, release),
    packages,
  };
}
