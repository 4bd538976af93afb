import type { Change } from "../model/change.ts";
import type { Actor } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import type { Decision } from "../model/record.ts";
import type { Policy, Role } from "../model/spec.ts";
import { duration } from "../model/written-spec/common.ts";
import { defineGate, type GateAnswer, type GateContext } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";

/** So many members of a role. */
export interface Seat {
  readonly role: string;
  readonly min: number;
}

/** A person, a role or several agree to this very plan. */
export const approval = defineGate({
  summary: "People in a role agree to this very plan.",
  shorthand: "role",
  options: {
    type: "object",
    additionalProperties: false,
    description: "A role, or several that must all agree.",
    // Nobody at all can never agree: the gate would stay closed for ever.
    anyOf: [{ required: ["role"] }, { required: ["allOf"] }],
    properties: {
      role: { type: "string", minLength: 1, description: "Role whose members may approve; its quorum says how many." },
      allOf: {
        type: "array",
        minItems: 1,
        description: "Every one of these must be met.",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["role"],
          properties: {
            role: { type: "string", minLength: 1, description: "Name of the role." },
            min: { type: "integer", minimum: 1, description: "How many of its members; default the role's quorum." },
          },
        },
      },
      expires: { ...duration, description: "How long an approval is good for, for example P7D." },
    },
  },
  evaluate: (options, context) => evaluateApproval(seatsOf(options, context.spec.roles), options.expires, context),
});

/** What a gate of this kind asks for, by the roles of the spec. */
export function seatsOf(
  options: { readonly role?: string; readonly allOf?: readonly { readonly role: string; readonly min?: number }[] },
  roles: readonly Role[],
): readonly Seat[] {
  const asked = [...(options.role === undefined ? [] : [{ role: options.role }]), ...(options.allOf ?? [])];
  return asked.map((seat) => ({
    role: seat.role,
    min: ("min" in seat ? seat.min : undefined) ?? roles.find(({ name }) => name === seat.role)?.quorum ?? 1,
  }));
}

/** Whether an identity is a member of the role. An address counts whatever its case. */
export function isMember(role: Role | undefined, { email }: Pick<Actor, "email">): boolean {
  return email !== null && (role?.members ?? []).some((member) => member.email?.toLowerCase() === email.toLowerCase());
}

/** Why the policy keeps a person from deciding on this plan; null when it does not. */
export function excludedBy(
  policy: Policy,
  { email }: Pick<Actor, "email">,
  plan: Plan,
  initiator: Actor | null,
): "authors" | "initiator" | null {
  const is = (other: string | null | undefined): boolean =>
    email !== null && other?.toLowerCase() === email.toLowerCase();
  if (
    policy.separation.includes("authors") &&
    plan.changes.some(({ authors }: Change) => authors.some((author) => is(author.email)))
  )
    return "authors";
  if (policy.separation.includes("initiator") && is(initiator?.email)) return "initiator";
  return null;
}

function evaluateApproval(seats: readonly Seat[], expires: string | undefined, context: GateContext): GateAnswer {
  const { plan, spec, decisions, now } = context;
  const rejected = decisions.findLast(({ kind, plan: digest }) => kind === "rejected" && digest === plan?.digest);
  if (rejected) {
    return {
      verdict: "fail",
      missing: [`${personOf(rejected)} rejected it${rejected.reason === null ? "" : `: ${rejected.reason}`}.`],
      evidence: { rejected: personOf(rejected) },
    };
  }
  const oldest = expires === undefined ? Number.NEGATIVE_INFINITY : now().getTime() - parseDuration(expires);
  const valid =
    plan === null
      ? []
      : decisions.filter(
          (decision) =>
            decision.kind === "approved" && decision.plan === plan.digest && Date.parse(decision.at) >= oldest,
        );
  const stale = decisions.some(({ kind, plan: digest }) => kind === "approved" && digest !== plan?.digest);
  const taken = assign(seats, valid, spec.roles);
  const missing = seats
    .map((seat, index) => ({ ...seat, left: seat.min - (taken[index]?.length ?? 0) }))
    .filter(({ left }) => left > 0)
    .map(
      ({ role, left }) =>
        `${left} approval${left === 1 ? "" : "s"} of ${role}${stale ? " (an earlier one was for another plan)" : ""}.`,
    );
  const evidence = {
    approvals: valid.map((each) => ({ by: each.by.email ?? each.by.name, role: each.role, at: each.at })),
  };
  return missing.length === 0 && seats.length > 0
    ? { verdict: "pass", missing: [], evidence }
    : { verdict: "waiting", missing, evidence };
}

/**
 * Who fills which seat: one person one seat, and as many seats filled as can be (augmenting paths), so that a person in two
 * roles is never counted twice, nor placed where somebody else could have been.
 */
function assign(
  seats: readonly Seat[],
  approvals: readonly Decision[],
  roles: readonly Role[],
): readonly (readonly string[])[] {
  const people = [...new Map(approvals.map(({ by }) => [by.email?.toLowerCase() ?? "", by] as const)).entries()].filter(
    ([email]) => email !== "",
  );
  const slots = seats.flatMap((seat, index) =>
    Array.from({ length: seat.min }, () => ({ role: roles.find(({ name }) => name === seat.role), index })),
  );
  const holder = new Map<number, number>();
  const place = (person: number, seen: Set<number>): boolean =>
    slots.some(({ role }, slot) => {
      if (seen.has(slot) || !isMember(role, { email: people[person]?.[0] ?? null })) return false;
      seen.add(slot);
      const other = holder.get(slot);
      if (other !== undefined && !place(other, seen)) return false;
      holder.set(slot, person);
      return true;
    });
  for (const person of people.keys()) place(person, new Set());
  return seats.map((_, index) =>
    [...holder].filter(([slot]) => slots[slot]?.index === index).map(([, person]) => people[person]?.[0] as string),
  );
}

function personOf({ by }: Decision): string {
  return by.email ?? by.name;
}
