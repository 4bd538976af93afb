import type { Audience } from "../model/spec.ts";
import { isInternal } from "../notes/internal.ts";
import type { ReadFiles } from "../plugin/context.ts";
import type { PlanningFacts } from "../plugin/facts.ts";
import { writeNotes } from "./write-notes.ts";

/** What an audience may know of a release: whatever carries the message to it is given nothing else. */
export async function factsFor(audience: Audience, facts: PlanningFacts, files: ReadFiles): Promise<PlanningFacts> {
  const { hide = [] } = audience;
  if (hide.length === 0) return facts;
  const { spec, base, url, release, changes, packages } = facts;
  const shown = hide.includes("internal") ? changes.filter((each) => !isInternal(each, spec.notes.internal)) : changes;
  const commits = !hide.includes("commits");
  const known = {
    ...facts,
    base: commits ? base : { ...base, commit: "" },
    changes: shown.map((each) => ({
      ...each,
      ...(!commits && { id: "" }),
      ...(hide.includes("authors") && { authors: [] }),
    })),
    url: commits ? url : null,
  };
  // What a rollback or a promotion says is not made of changes.
  if (release.type === "rollback" || release.promotes) return known;
  const notes = await writeNotes({ spec, release, url, packages, changes, date: base.date, audience }, files);
  return {
    ...known,
    notes: notes.whole,
    packages: packages.map((each) => ({ ...each, notes: notes.packages.get(each.name) ?? "" })),
  };
}
