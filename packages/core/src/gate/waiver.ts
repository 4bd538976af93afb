import { peopleOf } from "../identity/people.ts";
import type { Actor } from "../model/event.ts";
import type { Plan, PlannedGate } from "../model/plan.ts";
import type { Decision } from "../model/record.ts";
import type { Spec, WaiverRule } from "../model/spec.ts";
import type { GateAnswer } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";
import { matchesGlob } from "../version/matches-glob.ts";
import { type ApprovalOptions, seatsOf } from "./approval.ts";
import { exclusionOf } from "./excluded.ts";
import { personOf } from "./judge-approval.ts";

/** A waiver may not last longer where the policy says nothing. */
export const longestWaiver = "P30D";

interface Waiving {
  readonly spec: Pick<Spec, "roles" | "policy">;
  readonly plan: Plan;
  /** On this gate, in order; proven. */
  readonly decisions: readonly Decision[];
  readonly initiator: Actor | null;
  readonly now: Date;
}

/**
 * The answer of a gate with what was waived: an answer that does not pass is `waived` while a waiver of it holds, and says what
 * it is waived of; a waiver that has ended opens nothing, and is told.
 */
export function withWaivers(
  answer: GateAnswer,
  gate: Pick<PlannedGate, "id" | "kind" | "options">,
  waiving: Waiving,
): GateAnswer {
  if (answer.verdict === "pass") return answer;
  const { spec, plan, decisions, now } = waiving;
  const given = decisions.filter(({ kind, plan: digest }) => kind === "waived" && digest === plan.digest);
  const ended = given.filter(({ until }) => !(Date.parse(until ?? "") > now.getTime()));
  const lasting = given.filter((each) => !ended.includes(each) && counts(each, gate, waiving));
  for (const rule of waiverRulesFor(gate, spec)) {
    const mine = lasting.filter(({ role }) => role === rule.by);
    const people = new Set(mine.map(({ person, by }) => person ?? by.email));
    const quorum = spec.roles.find(({ name }) => name === rule.by)?.quorum ?? 1;
    if (people.size < quorum) continue;
    const said = mine.map((each) => `Waived by ${nameOf(each)} until ${each.until ?? ""}: ${each.reason ?? ""}`);
    return {
      verdict: "waived",
      missing: [...said, ...answer.missing],
      evidence: {
        waived: mine.map((each) => ({
          by: nameOf(each),
          role: each.role,
          until: each.until ?? null,
          reason: each.reason,
        })),
        instead: answer.verdict,
        ...(answer.evidence !== undefined && { found: answer.evidence }),
      },
    };
  }
  return {
    ...answer,
    missing: [...answer.missing, ...ended.map((each) => `The waiver by ${nameOf(each)} ended ${each.until ?? ""}.`)],
  };
}

/**
 * Which roles may waive a gate, by the policy. Never one that the gate itself asks for: to waive is for those above, and not a
 * way of approving alone.
 */
export function waiverRulesFor(
  { id, kind, options }: Pick<PlannedGate, "id" | "kind" | "options">,
  { policy, roles }: Pick<Spec, "roles" | "policy">,
): readonly WaiverRule[] {
  const asked = kind === "approval" ? seatsOf(options as ApprovalOptions, roles).map(({ role }) => role) : [];
  return (policy.waivers ?? []).filter(
    ({ gates = ["*"], by }) => !asked.includes(by) && gates.some((pattern) => isOf(pattern, id, kind)),
  );
}

/** Milliseconds that a waiver under this rule may last. */
export function longestOf({ longest }: WaiverRule): number {
  return parseDuration(longest ?? longestWaiver);
}

function isOf(pattern: string, id: string, kind: string): boolean {
  return (
    pattern === "*" || pattern === kind || id === pattern || id.endsWith(`/${pattern}`) || matchesGlob(id, pattern)
  );
}

/** Whether whoever waived may have: in the role, not kept out, and for no longer than the policy lets it last. */
function counts(decision: Decision, gate: Pick<PlannedGate, "id" | "kind" | "options">, waiving: Waiving): boolean {
  const { spec, plan, initiator } = waiving;
  const person = personOf(decision, peopleOf(spec.roles), spec);
  const rule = waiverRulesFor(gate, spec).find(({ by }) => by === decision.role);
  if (!person || !rule || !person.roles.includes(rule.by)) return false;
  if (Date.parse(decision.until ?? "") - Date.parse(decision.at) > longestOf(rule)) return false;
  return exclusionOf(person, { policy: spec.policy, plan, initiator, seated: [], email: decision.by.email }) === null;
}

function nameOf({ by }: Decision): string {
  return by.email ?? by.name;
}
