import { RelspecError } from "../errors/index.ts";
import { type ApprovalOptions, seatsOf } from "../gate/approval.ts";
import { exclusionOf, sayExclusion } from "../gate/excluded.ts";
import { judgeApproval, rolesFor, seatedElsewhere } from "../gate/judge-approval.ts";
import { peopleOf, personByEmail } from "../identity/people.ts";
import type { PlannedGate } from "../model/plan.ts";
import type { Decision, ReleaseRecord } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";

interface Place {
  readonly spec: Spec;
  readonly record: ReleaseRecord;
  /** Decisions so far, proven. */
  readonly before: readonly Decision[];
  readonly now: Date;
}

/**
 * The role a proven decision is made in.
 * @throws `RS_POLICY_IDENTITY` for who may not decide here, and why; `RS_POLICY_ORDER` for what has to be decided first.
 */
export function roleFor(gate: PlannedGate, decision: Decision, { spec, record, before, now }: Place): string {
  const options = gate.options as ApprovalOptions;
  const seats = seatsOf(options, spec.roles);
  const asked = [...new Set(seats.map(({ role }) => role))];
  const who = decision.by.email ?? decision.by.name;
  const people = peopleOf(spec.roles);
  const person = people.find(({ id }) => id === decision.person) ?? null;
  const roles = person ? rolesFor(person, decision, people) : [];
  const mine = asked.find((role) => roles.includes(role));
  const refuse = (message: string, suggestions: readonly string[], more: object = {}): RelspecError =>
    new RelspecError("RS_POLICY_IDENTITY", {
      message,
      details: { gate: gate.id, email: decision.by.email, ...more },
      suggestions,
    });

  if (decision.proof && decision.refused !== undefined)
    throw refuse(`The proof of who decides does not hold: ${decision.refused}`, ["relspec doctor"]);
  const isClaimed = decision.proof === undefined && spec.policy.identity === "verified";
  const wanted = isClaimed ? personByEmail(people, decision.by.email) : person;
  if (isClaimed && wanted && asked.some((role) => rolesFor(wanted, decision, people).includes(role)))
    throw refuse(`${who} is only the identity that git is configured with, and the spec asks for a verified one.`, [
      "Sign with the key that the spec's roles name: `git config gpg.format ssh`, `git config user.signingkey ~/.ssh/id_ed25519.pub`.",
      "Where people trust each other: `policy: { identity: claimed }` in the spec.",
    ]);
  if (mine === undefined)
    throw refuse(
      decision.onBehalfOf === undefined
        ? `${who} is not a member of ${asked.join(" or ")}, which the gate ${gate.id} asks for.`
        : `${who} may not stand in for ${decision.onBehalfOf} as ${asked.join(" or ")}, which the gate ${gate.id} asks for.`,
      decision.proof
        ? [`The spec's \`roles\` say who may decide; this was proven by ${decision.by.key ?? decision.by.proof}.`]
        : ["`git config user.email` says who you are; the spec's `roles` say who may decide."],
    );

  const principal = decision.onBehalfOf === undefined ? null : personByEmail(people, decision.onBehalfOf);
  const seated = seatedElsewhere(person?.id ?? "", gate.id, { spec, plan: record.plan, decisions: before });
  for (const each of [person, principal]) {
    // Whoever knows of a fault may say so, and an author knows best: separation is about who lets a release through.
    if (each === null || decision.kind === "rejected") continue;
    const own = each === person;
    const excluded = exclusionOf(each, {
      policy: spec.policy,
      plan: record.plan,
      initiator: record.openedBy,
      seated: own ? seated : [],
      email: own ? decision.by.email : null,
    });
    if (excluded !== null)
      throw refuse(
        `${own ? who : each.id} ${sayExclusion(excluded)}.`,
        ["Ask another member of the role.", "The spec's `policy.separation` says who is kept out."],
        { excluded },
      );
  }
  if (decision.kind === "approved") refuseTooEarly(gate, { spec, record, before, now });
  return mine;
}

/** An approval that is asked for after another one. */
function refuseTooEarly(gate: PlannedGate, { spec, record, before, now }: Place): void {
  const options = gate.options as ApprovalOptions;
  const { early } = judgeApproval({
    gate: gate.id,
    options,
    spec,
    plan: record.plan,
    decisions: before,
    initiator: record.openedBy,
    now,
  });
  if (early.length === 0) return;
  throw new RelspecError("RS_POLICY_ORDER", {
    message: `The gate ${gate.id} is decided after ${early.join(" and ")}, which ${early.length === 1 ? "is" : "are"} not complete yet.`,
    details: { gate: gate.id, after: [...early] },
    suggestions: [`relspec explain gate ${early[0] ?? ""}`],
  });
}
