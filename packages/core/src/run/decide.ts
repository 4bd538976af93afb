import { RelspecError } from "../errors/index.ts";
import { verifyDecisions } from "../identity/verify-decision.ts";
import type { Actor, EventType } from "../model/event.ts";
import type { JsonObject } from "../model/json.ts";
import type { Plan, PlannedGate } from "../model/plan.ts";
import type { Decision, ReleaseRecord } from "../model/record.ts";
import { comparePlans } from "../plan/compare-plans.ts";
import { closest } from "../schema/closest.ts";
import { worldContext } from "../world/contexts.ts";
import { proveDecider } from "./prove-decider.ts";
import { roleFor } from "./role-for.ts";
import { roleForWaiver } from "./role-for-waiver.ts";
import type { RunInput } from "./run-input.ts";

export interface Deciding {
  readonly kind: Decision["kind"];
  /** A gate's id, or a unique end of it. */
  readonly gate: string;
  readonly reason: string | null;
  /** An address of the one who is stood in for. */
  readonly onBehalfOf?: string;
  /** The plan that was looked at. */
  readonly lookedAt?: Plan;
  /** When a waiver ends: RFC 3339 in UTC. */
  readonly until?: string;
}

/**
 * Put a person's decision on a gate on record, bound to the digest of the plan.
 * @throws `RS_USAGE_GATE`; `RS_USAGE` for a rejection without a reason; `RS_POLICY_IDENTITY` for who may not decide, `RS_POLICY_ORDER` for what comes first,
 * `RS_POLICY_WAIVER` for who may not waive.
 */
export async function recordDecision(
  { kind, gate: name, reason: given, onBehalfOf, until, lookedAt }: Deciding,
  input: RunInput,
): Promise<Decision> {
  if (kind === "rejected" && (given ?? "").trim() === "") {
    throw new RelspecError("RS_USAGE", {
      message: "A rejection says why: its reason is empty.",
      suggestions: [`relspec reject ${name} --reason "…"`],
    });
  }
  const { journal, spec, hooks, world } = input;
  const record = journal.record();
  if (lookedAt && lookedAt.digest !== record.plan.digest) throw otherPlan(lookedAt, record);
  const gate = findGate(record, name, kind);
  // What is signed has to be what is recorded, and the record is redacted.
  const reason = given === null ? null : world.redact(given);
  const context = worldContext(world, journal.halted);
  const draft = { kind, gate: gate.id, reason, onBehalfOf: onBehalfOf ?? null, until: until ?? null };
  const decided = await proveDecider(draft, input);
  const before = await verifyDecisions(record.decisions, { spec, release: record, context, hooks });
  const role =
    kind === "waived"
      ? roleForWaiver(gate, decided, { spec, record })
      : roleFor(gate, decided, { spec, record, before, now: world.now() });
  // Said again, by someone whose first word was recorded before its answer came: it is one decision.
  const last = before.findLast((each) => each.gate === gate.id && isSamePerson(each, decided));
  if (
    last?.kind === kind &&
    last.plan === record.plan.digest &&
    last.reason === reason &&
    last.until === until &&
    last.refused === undefined
  )
    return record.decisions[before.indexOf(last)] as Decision;
  if (kind === "approved") refuseRejected(gate, before, record);
  const n = Object.values(eventOf).reduce((sum, type) => sum + journal.count(type, ofGate(gate)), 1);
  const data = {
    gate: gate.id,
    role,
    plan: record.plan.digest,
    ...(reason !== null && { reason }),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(until !== undefined && { until }),
    ...(decided.proof && { statement: decided.statement, proof: decided.proof }),
  };
  await journal.append(journal.keys.decision(gate.id, n), eventOf[kind], data as unknown as JsonObject, {
    actor: decided.by,
  });
  return journal.record().decisions.at(-1) as Decision;
}

function otherPlan(lookedAt: Plan, { id, plan }: ReleaseRecord): RelspecError {
  const changes = comparePlans(lookedAt, plan, { world: false });
  return new RelspecError("RS_PLAN_STALE", {
    message: `The open release ${id} has another plan than the one you have looked at. ${changes.join(" ")}`,
    details: { open: id, changes },
    suggestions: [`relspec show ${id}   # the plan that it has`],
  });
}

const eventOf = {
  approved: "approval.given",
  rejected: "approval.rejected",
  waived: "gate.waived",
} as const satisfies Record<Decision["kind"], EventType>;

/** Who rejects a plan rejects that plan: what was asked for makes another one. */
function refuseRejected({ id }: PlannedGate, before: readonly Decision[], { plan }: ReleaseRecord): void {
  const no = before.findLast(
    (each) => each.gate === id && each.kind === "rejected" && each.plan === plan.digest && each.refused === undefined,
  );
  if (!no) return;
  throw new RelspecError("RS_POLICY_GATE", {
    message: `${no.by.email ?? no.by.name} has rejected this plan${no.reason === null ? "" : `: ${no.reason}`}. The gate ${id} stays closed for it.`,
    details: { gates: [id] },
    suggestions: ["relspec undo   # then commit what was asked for, and: relspec run"],
  });
}

function isSamePerson(one: Decision, other: Decision): boolean {
  if ((one.onBehalfOf ?? null) !== (other.onBehalfOf ?? null)) return false;
  if (one.person !== null && one.person !== undefined) return one.person === other.person;
  return isSameActor(one.by, other.by);
}

function isSameActor(one: Actor, other: Actor): boolean {
  return one.email === null ? one.name === other.name && other.email === null : one.email === other.email;
}

function ofGate({ id }: PlannedGate): (data: { readonly [key: string]: unknown }) => boolean {
  return (data) => data["gate"] === id;
}

/** Any gate can be waived; people decide only on approvals. */
function findGate({ plan, id }: ReleaseRecord, name: string, how: Decision["kind"]): PlannedGate {
  const gates = plan.stages
    .flatMap((stage) => stage.gates)
    .filter(({ kind }) => how === "waived" || kind === "approval");
  const found = gates.filter(
    (gate) => gate.id === name || gate.id.endsWith(`/${name}`) || gate.id.endsWith(`:${name}`),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const ids = (found.length > 1 ? found : gates).map((gate) => gate.id);
  const meant = closest(
    name,
    ids.flatMap((each) => [each, each.slice(each.lastIndexOf(":") + 1)]),
  );
  throw new RelspecError("RS_USAGE_GATE", {
    message:
      found.length > 1
        ? `"${name}" could be ${ids.join(" or ")}.`
        : `The release ${id} has no gate "${name}" that people decide on.`,
    details: { gates: ids },
    suggestions: [
      ...(meant === undefined || found.length > 1 ? [] : [`Did you mean \`${meant}\`?`]),
      ...(ids.length > 0 ? [`Name one of: ${ids.join(", ")}.`] : ["relspec status"]),
    ],
  });
}
