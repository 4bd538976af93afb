import { RelspecError } from "../errors/index.ts";
import { excludedBy, isMember, seatsOf } from "../gate/approval.ts";
import type { Actor } from "../model/event.ts";
import type { PlannedGate } from "../model/plan.ts";
import type { Decision, ReleaseRecord } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";
import type { Journal } from "./journal.ts";

interface Deciding {
  readonly kind: Decision["kind"];
  /** A gate's id, or a unique end of it. */
  readonly gate: string;
  readonly reason: string | null;
  readonly spec: Spec;
  readonly actor: Actor;
  readonly journal: Journal;
}

/**
 * Put a person's decision on a gate on record, bound to the digest of the plan.
 * @throws `RS_GATE_UNKNOWN`; `RS_POLICY_IDENTITY` for who may not decide.
 */
export async function recordDecision({ kind, gate: name, reason, spec, actor, journal }: Deciding): Promise<Decision> {
  const record = journal.record();
  const gate = findGate(record, name);
  const role = roleFor(gate, record, spec, actor);
  // Said again, by someone whose first word was recorded before its answer came: it is one decision.
  const last = record.decisions.findLast((each) => each.gate === gate.id && isSamePerson(each.by, actor));
  if (last?.kind === kind && last.plan === record.plan.digest && last.reason === reason) return last;
  const n = journal.count("approval.given", ofGate(gate)) + journal.count("approval.rejected", ofGate(gate)) + 1;
  const type = kind === "approved" ? "approval.given" : "approval.rejected";
  const data = { gate: gate.id, role, plan: record.plan.digest, ...(reason !== null && { reason }) };
  await journal.append(journal.keys.decision(gate.id, n), type, data);
  return journal.record().decisions.at(-1) as Decision;
}

function isSamePerson(one: Actor, other: Actor): boolean {
  return one.email === null ? one.name === other.name && other.email === null : one.email === other.email;
}

function ofGate({ id }: PlannedGate): (data: { readonly [key: string]: unknown }) => boolean {
  return (data) => data["gate"] === id;
}

function findGate({ plan, id }: ReleaseRecord, name: string): PlannedGate {
  const gates = plan.stages.flatMap((stage) => stage.gates).filter(({ kind }) => kind === "approval");
  const found = gates.filter(
    (gate) => gate.id === name || gate.id.endsWith(`/${name}`) || gate.id.endsWith(`:${name}`),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const ids = (found.length > 1 ? found : gates).map((gate) => gate.id);
  throw new RelspecError("RS_GATE_UNKNOWN", {
    message:
      found.length > 1
        ? `"${name}" could be ${ids.join(" or ")}.`
        : `The release ${id} has no gate "${name}" that people decide on.`,
    details: { gates: ids },
    suggestions: ids.length > 0 ? [`Name one of: ${ids.join(", ")}.`] : ["relspec status"],
  });
}

/** The role the person decides in. */
function roleFor(gate: PlannedGate, record: ReleaseRecord, spec: Spec, actor: Actor): string {
  const who = actor.email ?? actor.name;
  const seats = seatsOf(gate.options, spec.roles);
  const mine = seats.find(({ role }) =>
    isMember(
      spec.roles.find((each) => each.name === role),
      actor,
    ),
  );
  if (!mine) {
    throw new RelspecError("RS_POLICY_IDENTITY", {
      message: `${who} is not a member of ${seats.map(({ role }) => role).join(" or ")}, which the gate ${gate.id} asks for.`,
      details: { gate: gate.id, email: actor.email },
      suggestions: ["`git config user.email` says who you are; the spec's `roles` say who may decide."],
    });
  }
  if (spec.policy.identity === "verified" && actor.proof === "claimed") {
    throw new RelspecError("RS_POLICY_IDENTITY", {
      message: `${who} is only the identity that git is configured with, and the spec asks for a verified one.`,
      details: { gate: gate.id, email: actor.email },
      suggestions: ["Where people trust each other: `policy: { identity: claimed }` in the spec."],
    });
  }
  const excluded = excludedBy(spec.policy, actor, record.plan, record.openedBy);
  if (excluded !== null) {
    throw new RelspecError("RS_POLICY_IDENTITY", {
      message:
        excluded === "authors"
          ? `${who} is an author of changes in this release, and may not approve it.`
          : `${who} opened this release, and may not approve it.`,
      details: { gate: gate.id, email: actor.email, excluded },
      suggestions: ["Ask another member of the role.", "The spec's `policy.separation` says who is kept out."],
    });
  }
  return mine.role;
}
