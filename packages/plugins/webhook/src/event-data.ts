import {
  headlineOf,
  type Moment,
  messageValues,
  parseRendered,
  type PlanningFacts,
  type ReadFiles,
  readTemplate,
  renderDocument,
} from "@relspec/core";

/** Characters of the notes in an event: receivers take some hundred kilobytes. */
const longestNotes = 50_000;

export interface EventData {
  readonly contentType: string;
  /** As it is sent: written once, when the plan is made, because the order of keys is lost on record. */
  readonly text: string;
}

/** What an event tells. Nobody's address is in it; a template may name more. */
export function eventData(moment: Moment, audience: string, facts: PlanningFacts): EventData {
  const { release, packages, changes, notes, url, base } = facts;
  const { name, version, previous, channel, type } = release;
  return {
    contentType: "application/json",
    text: JSON.stringify({
      moment,
      headline: headlineOf(moment, release),
      audience,
      release: { name, version, previous, channel, type },
      commit: base.commit,
      url,
      packages: packages.map((each) => ({ name: each.name, from: each.from, to: each.to })),
      changes: { count: changes.length, breaking: changes.filter(({ breaking }) => breaking).length },
      notes: notes.length > longestNotes ? notes.slice(0, longestNotes).toWellFormed() : notes,
      notesCut: notes.length > longestNotes,
    }),
  };
}

/** The data as a template of the project writes it. @throws `RS_SPEC_TEMPLATE` when it should be JSON and is not. */
export async function templatedData(
  path: string,
  { moment, audience, facts }: { readonly moment: Moment; readonly audience: string; readonly facts: PlanningFacts },
  files: Pick<ReadFiles, "read">,
): Promise<EventData> {
  const source = await readTemplate(path, files);
  const text = await renderDocument(source, messageValues(moment, audience, facts), { html: false, path });
  if (!/\.json(\.hbs|\.handlebars)?$/i.test(path)) return { contentType: "text/plain; charset=utf-8", text };
  return { contentType: "application/json", text: JSON.stringify(parseRendered(text, path)) };
}
