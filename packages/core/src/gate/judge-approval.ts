import { type Person, peopleOf, personByEmail } from "../identity/people.ts";
import type { Actor } from "../model/event.ts";
import type { Plan, PlannedGate } from "../model/plan.ts";
import type { Decision } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { type ApprovalOptions, seatsOf } from "./approval.ts";
import { assignSeats, type Candidate, type Seat } from "./assign-seats.ts";
import { exclusionOf, sayExclusion } from "./excluded.ts";

export interface Judging {
  /** Full id of the gate. */
  readonly gate: string;
  readonly options: ApprovalOptions;
  readonly spec: Pick<Spec, "roles" | "policy">;
  readonly plan: Plan | null;
  /** Of the whole release, in order; proven: see `verifyDecisions`. */
  readonly decisions: readonly Decision[];
  readonly initiator: Actor | null;
  readonly now: Date;
  /** Gates that are being judged for the sake of one another: a circle of them is never complete. */
  readonly trail?: readonly string[];
}

export interface ApprovalState {
  readonly seats: readonly (Seat & { readonly held: readonly string[] })[];
  /** What it still takes, each a sentence; empty when it is complete. */
  readonly missing: readonly string[];
  /** The approvals that count. */
  readonly approvals: readonly Decision[];
  /** Which of the gates in `after` are not complete yet, as they are written. */
  readonly early: readonly string[];
}

/** How an approval stands: whose word counts, which seats they fill, and what is left. */
export function judgeApproval(judging: Judging): ApprovalState {
  const { gate, options, spec, plan, decisions, now } = judging;
  const people = peopleOf(spec.roles);
  const seats = seatsOf(options, spec.roles);
  const mine = decisions.filter((each) => each.gate === gate && each.kind === "approved");
  const first = plan && options.after ? openedAfter(options.after, plan, judging) : { early: [], from: null };
  const oldest =
    options.expires === undefined ? Number.NEGATIVE_INFINITY : now.getTime() - parseDuration(options.expires);
  const counted: { readonly decision: Decision; readonly candidate: Candidate }[] = [];
  const said: string[] = [];
  for (const decision of mine) {
    const reason = plan === null ? "no plan" : whyNot(decision);
    if (typeof reason !== "string") counted.push({ decision, candidate: reason });
    else if (reason !== "") said.push(`The approval of ${shownName(decision)} does not count: ${reason}`);
  }
  const held = assignSeats(
    seats,
    counted.map(({ candidate }) => candidate),
  );
  const left = seats.flatMap(({ role, min }, index) => {
    const lacks = min - (held[index]?.length ?? 0);
    return lacks > 0 ? [`${lacks} approval${lacks === 1 ? "" : "s"} of ${role}${staleNote(mine, plan)}.`] : [];
  });
  const missing = [...first.early.map((name) => `${name} comes first.`), ...left];
  return {
    seats: seats.map((seat, index) => ({ ...seat, held: held[index] ?? [] })),
    // Without a seat nobody has agreed to anything.
    missing:
      missing.length === 0 && seats.length > 0
        ? []
        : [...(seats.length === 0 ? ["A role that may approve."] : missing), ...said],
    approvals: counted.map(({ decision }) => decision),
    early: first.early,
  };

  /** Who may sit where because of a decision; or why it does not count, and nothing where it need not be said. */
  function whyNot(decision: Decision): Candidate | string {
    if (decision.refused !== undefined) return decision.refused;
    if (decision.plan !== plan?.digest) return "";
    const person = personOf(decision, people, spec);
    if (person === null) return "they are nobody whom the spec's roles name.";
    if (Date.parse(decision.at) < oldest) return `it was good until ${expiryOf(decision, options)}.`;
    if (first.from !== null && decisions.indexOf(decision) <= first.from)
      return `it was given before ${(options.after ?? []).join(", ")}.`;
    const roles = rolesFor(person, decision, people);
    if (!seats.some(({ role }) => roles.includes(role))) return "they are in none of the roles that are asked for.";
    const seated = seatedElsewhere(person.id, gate, judging);
    for (const each of [person, ...principalsOf(decision, people)]) {
      const why = exclusionOf(each, {
        policy: spec.policy,
        plan,
        initiator: judging.initiator,
        seated: each === person ? seated : [],
        email: each === person ? decision.by.email : null,
      });
      if (why !== null) return `${each.id} ${sayExclusion(why)}.`;
    }
    return { person: person.id, roles };
  }
}

/** The roles that a decision can be made in: the person's own, or that of the one they stand in for. */
export function rolesFor(
  person: Person,
  { onBehalfOf, at }: Pick<Decision, "onBehalfOf" | "at">,
  people: readonly Person[],
): readonly string[] {
  if (onBehalfOf === undefined) return person.roles;
  const principal = personByEmail(people, onBehalfOf)?.id;
  return person.standsIn
    .filter((each) => each.for === principal && (each.until === null || at.slice(0, 10) <= each.until))
    .map(({ role }) => role);
}

/** Whose decision it is, as proven; a claimed identity counts only where the policy takes it. */
export function personOf(
  decision: Decision,
  people: readonly Person[],
  { policy }: Pick<Spec, "policy">,
): Person | null {
  if (decision.refused !== undefined) return null;
  if (decision.person !== undefined) return people.find(({ id }) => id === decision.person) ?? null;
  return policy.identity === "claimed" && decision.proof === undefined
    ? personByEmail(people, decision.by.email)
    : null;
}

function principalsOf({ onBehalfOf }: Decision, people: readonly Person[]): readonly Person[] {
  const principal = onBehalfOf === undefined ? null : personByEmail(people, onBehalfOf);
  return principal ? [principal] : [];
}

/** With `separation: [seats]`, who has approved at a gate before holds their seat there. */
export function seatedElsewhere(
  person: string,
  gate: string,
  { decisions, plan, spec }: Pick<Judging, "decisions" | "plan" | "spec">,
): readonly string[] {
  if (!spec.policy.separation.includes("seats")) return [];
  const people = peopleOf(spec.roles);
  const first = decisions.find(
    (each) => each.kind === "approved" && each.plan === plan?.digest && personOf(each, people, spec)?.id === person,
  );
  return first && first.gate !== gate ? [person] : [];
}

/** From which decision on the approvals that come first are complete, and what they still lack. */
function openedAfter(
  after: readonly string[],
  plan: Plan,
  judging: Judging,
): { early: readonly string[]; from: number | null } {
  const gates = plan.stages.flatMap((stage) => stage.gates);
  const early: string[] = [];
  let from = -1;
  for (const name of after) {
    const other = findEarlier(name, judging.gate, gates);
    const done = other && completedBy(other, judging);
    if (done === null || done === undefined) early.push(name);
    else from = Math.max(from, done);
  }
  return { early, from: early.length > 0 ? Number.POSITIVE_INFINITY : from };
}

/** A gate by the id that the spec gives it, or by its full one. */
export function findEarlier(name: string, gate: string, gates: readonly PlannedGate[]): PlannedGate | undefined {
  const prefix = gate.slice(0, gate.lastIndexOf("/") + 1);
  const others = gates.filter(({ id, kind }) => kind === "approval" && id !== gate);
  return (
    others.find(({ id }) => id === name || id === prefix + name) ?? others.find(({ id }) => id.endsWith(`/${name}`))
  );
}

/** Index of the decision that completed the gate; null while it is not complete. */
function completedBy({ id, options }: PlannedGate, judging: Judging): number | null {
  const { decisions, trail = [] } = judging;
  if (trail.includes(id)) return null;
  for (let end = 0; end < decisions.length; end += 1) {
    if (decisions[end]?.gate !== id) continue;
    const upTo = decisions.slice(0, end + 1);
    const { missing } = judgeApproval({
      ...judging,
      gate: id,
      options,
      decisions: upTo,
      trail: [...trail, judging.gate],
    });
    if (missing.length === 0) return end;
  }
  return null;
}

function staleNote(decisions: readonly Decision[], plan: Plan | null): string {
  return decisions.some((each) => each.plan !== plan?.digest) ? " (an earlier one was for another plan)" : "";
}

function expiryOf({ at }: Decision, { expires = "PT0S" }: ApprovalOptions): string {
  return new Date(Date.parse(at) + parseDuration(expires)).toISOString();
}

function shownName({ by }: Decision): string {
  return by.email ?? by.name;
}
