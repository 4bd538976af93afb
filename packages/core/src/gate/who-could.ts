import { type Person, peopleOf } from "../identity/people.ts";
import type { ApprovalOptions } from "./approval.ts";
import { exclusionOf, sayExclusion } from "./excluded.ts";
import { judgeApproval, type Judging, personOf, seatedElsewhere } from "./judge-approval.ts";

/** Who could still decide on an approval, and who of the roles could not, with the reason. */
export interface WhoCould {
  readonly could: readonly { readonly person: string; readonly roles: readonly string[] }[];
  readonly not: readonly { readonly person: string; readonly because: string }[];
}

/** Of the roles whose seats are free: everyone in them, told apart by whether the policy lets them decide here. */
export function whoCould(judging: Judging): WhoCould {
  const { spec, plan, decisions, gate, initiator } = judging;
  const people = peopleOf(spec.roles);
  const free = judgeApproval(judging)
    .seats.filter(({ min, held }) => held.length < min)
    .map(({ role }) => role);
  const could: { person: string; roles: readonly string[] }[] = [];
  const not: { person: string; because: string }[] = [];
  const today = judging.now.toISOString().slice(0, 10);
  for (const person of people) {
    const roles = rolesNow(person, today).filter((role) => free.includes(role));
    if (roles.length === 0) continue;
    const said = decisions.some(
      (each) =>
        each.gate === gate &&
        each.kind === "approved" &&
        each.plan === plan?.digest &&
        personOf(each, people, spec)?.id === person.id,
    );
    const why = plan
      ? exclusionOf(person, { policy: spec.policy, plan, initiator, seated: seatedElsewhere(person.id, gate, judging) })
      : null;
    if (said && judging.options.expires === undefined) not.push({ person: person.id, because: "has approved already" });
    else if (why !== null) not.push({ person: person.id, because: sayExclusion(why) });
    else could.push({ person: person.id, roles });
  }
  return { could, not };
}

/** Who could still decide, in a sentence; empty where nobody has to. */
export function sayWhoCould(
  judging: Omit<Judging, "options"> & { readonly options: ApprovalOptions },
): readonly string[] {
  const { missing } = judgeApproval(judging);
  if (missing.length === 0) return [];
  const { could, not } = whoCould(judging);
  if (could.length > 0) return [`It could come from ${shorten(could.map(({ person }) => person))}.`];
  return not.length === 0
    ? []
    : [
        `Nobody who is asked may give it: ${not
          .slice(0, 5)
          .map(({ person, because }) => `${person} ${because}`)
          .join("; ")}.`,
      ];
}

function rolesNow(person: Person, today: string): readonly string[] {
  const standing = person.standsIn.filter(({ until }) => until === null || today <= until).map(({ role }) => role);
  return [...new Set([...person.roles, ...standing])];
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1) ?? ""}`;
}
