import type { Change } from "../model/change.ts";
import type { PlanWarning } from "../model/plan.ts";
import { RelspecError } from "../errors/index.ts";
import type { NotesSpec } from "../model/notes-spec.ts";
import { withoutHowTo } from "../notes/how-to.ts";
import { plainLine } from "../version/plain-text.ts";

const suggestions = [
  "Say in the body of the commit how to use it: a trailer `How-To: …`, or a link.",
  "Where it is pushed already, `version.overrides` says how to read it.",
];

/** Features whose commits say nothing of how to use them, each one finding. */
export function howToFindings(changes: readonly Change[]): readonly PlanWarning[] {
  return withoutHowTo(changes).map(({ id, subject }) => ({
    code: "RS_POLICY_HOW_TO",
    message: `${id.slice(0, 7)}: the feature "${plainLine(subject, 100)}" says nothing of how to use it.`,
    suggestions,
  }));
}

/** How many are named one by one in a plan; `relspec notes` names all. */
const told = 5;

/** What a plan says of them, as the spec asks. @throws `RS_POLICY_HOW_TO` where they must say it. */
export function judgeHowTo(changes: readonly Change[], { howTo }: NotesSpec): readonly PlanWarning[] {
  if (howTo === "ignore") return [];
  const found = howToFindings(changes);
  const shown = found.slice(0, told);
  const more = found.length - shown.length;
  if (howTo === "warn" || found.length === 0) {
    if (more === 0) return shown;
    const message = `${more} more features say nothing of how to use them; \`relspec notes\` names all.`;
    return [...shown, { code: "RS_POLICY_HOW_TO", message, suggestions }];
  }
  throw new RelspecError("RS_POLICY_HOW_TO", {
    message: `The spec asks that every feature says how to use it. ${shown.map(({ message }) => message).join(" ")}${more > 0 ? ` And ${more} more.` : ""}`,
    details: { features: withoutHowTo(changes).map(({ id }) => id) },
    suggestions,
  });
}
