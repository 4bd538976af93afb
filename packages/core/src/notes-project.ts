import type { NotesAnswer } from "./engine.ts";
import { RelspecError } from "./errors/index.ts";
import type { Plan } from "./model/plan.ts";
import type { Audience } from "./model/spec.ts";
import { refuseInternal } from "./notes/internal.ts";
import type { Project } from "./open-project.ts";
import { howToFindings } from "./plan/how-to-findings.ts";
import { writeNotes } from "./plan/write-notes.ts";
import { closest } from "./schema/closest.ts";

/** The notes of a plan, as one audience gets them; without one, as they are in the plan. */
export async function notesOfProject(
  { spec, world }: Project,
  plan: Plan,
  name: string | undefined,
): Promise<NotesAnswer> {
  const audience = name === undefined ? undefined : audienceOf(spec.audiences, name);
  const { release, changes, base, url = null } = plan;
  const answer = {
    release: release && { name: release.name, version: release.version },
    audience: audience?.name ?? null,
    findings: howToFindings(changes),
  };
  const packages = plan.packages.map((each) => ({ name: each.name, from: each.from, to: each.to, notes: each.notes }));
  // What a rollback or a promotion says is not made of changes.
  const made = release !== null && release.type !== "rollback" && !release.promotes;
  if (!audience || !made) return { ...answer, notes: plan.notes, packages };
  const asked = { spec, release, url, packages: plan.packages, changes, date: base.date, audience };
  const notes = await writeNotes(asked, world.files);
  if (audience.hide?.includes("internal"))
    refuseInternal(audience.name, [notes.whole, ...notes.packages.values()], spec.notes.internal);
  return {
    ...answer,
    notes: notes.whole,
    packages: packages.map((each) => ({ ...each, notes: notes.packages.get(each.name) ?? "" })),
  };
}

function audienceOf(audiences: readonly Audience[], name: string): Audience {
  const found = audiences.find((each) => each.name === name);
  if (found) return found;
  const known = audiences.map((each) => each.name);
  const near = closest(name, known);
  throw new RelspecError("RS_USAGE", {
    message: `The spec has no audience "${name}".`,
    suggestions: [
      near !== undefined
        ? `Did you mean \`--audience ${near}\`?`
        : known.length > 0
          ? `Name one of: ${known.join(", ")}.`
          : `Add it: \`audiences: { ${name}: { announcer: email, to: [ … ] } }\`.`,
    ],
  });
}
