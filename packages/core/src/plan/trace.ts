import type { Change } from "../model/change.ts";
import type { PlanWarning } from "../model/plan.ts";
import type { Requirement, Trace } from "../model/release-plan.ts";
import { plainLine } from "../version/plain-text.ts";

/** Which changes carry out which requirement: those whose message names its id or one of its issues. Pure. */
export function traceOf(requirements: readonly Requirement[], changes: readonly Change[]): Trace {
  const named = changes.map((change) => ({ change, names: namesIn(change) }));
  const traced = requirements.map((requirement) => {
    const asked = [requirement.id, ...requirement.issues].map((name) => name.toLowerCase());
    const mine = named.filter(({ names }) => asked.some((name) => names.has(name)));
    return { ...requirement, changes: mine.map(({ change }) => change.id) };
  });
  const used = new Set(traced.flatMap((each) => each.changes));
  return {
    requirements: traced,
    orphans: changes.filter(({ id, bump }) => bump !== undefined && !used.has(id)).map(({ id }) => id),
  };
}

/** Every word of a message that could be the name of an issue or a requirement. */
function namesIn({ header, body, references }: Change): ReadonlySet<string> {
  const words = `${header}\n${body}`.match(/#?[A-Za-z0-9][A-Za-z0-9._-]*/g) ?? [];
  return new Set([...references, ...words].map((word) => word.replace(/[._-]+$/, "").toLowerCase()));
}

/** How many are named one by one in a plan; `relspec render trace` names all. */
const told = 5;

/** What a plan says of it: requirements that nothing carries out, and changes that nobody asked for. */
export function traceFindings({ requirements, orphans }: Trace, changes: readonly Change[]): readonly PlanWarning[] {
  const bare = requirements.filter((each) => each.changes.length === 0);
  const subject = new Map(changes.map((change) => [change.id, change.subject]));
  return [
    ...listed(
      bare.map(
        ({ id, title, must }) =>
          `${must ? "The requirement" : "The optional requirement"} ${id} (${plainLine(title, 100)}) has no change in this release.`,
      ),
      "Name its id or one of its issues in the message of the commit that carries it out.",
    ),
    ...listed(
      orphans.map(
        (id) => `${id.slice(0, 7)}: the change "${plainLine(subject.get(id) ?? "", 100)}" belongs to no requirement.`,
      ),
      "Add its issue to a requirement in the spec, or name the requirement in its message.",
    ),
  ];
}

function listed(messages: readonly string[], suggestion: string): readonly PlanWarning[] {
  const shown = messages.slice(0, told);
  const more = messages.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more like this; \`relspec render trace\` names all.`] : shown;
  return all.map((message) => ({ code: "RS_POLICY_REQUIREMENT", message, suggestions: [suggestion] }));
}
