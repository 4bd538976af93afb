import { peopleOf, personByEmail } from "../identity/people.ts";
import { proveStatement } from "../identity/prove-statement.ts";
import { verifyDecisions } from "../identity/verify-decision.ts";
import type { Statement } from "../model/proof.ts";
import type { Decision } from "../model/record.ts";
import { worldContext } from "../world/contexts.ts";
import type { RunInput } from "./run-input.ts";

export interface Draft {
  readonly kind: Decision["kind"];
  /** Full id. */
  readonly gate: string;
  readonly reason: string | null;
  readonly onBehalfOf: string | null;
  readonly until: string | null;
}

/**
 * The decision with who makes it. A claimed identity is enough where the policy says so and it is in the roles; else it is
 * signed, and looked at as everybody will look at it later.
 */
export async function proveDecider(draft: Draft, input: RunInput): Promise<Decision> {
  const { spec, hooks, world, journal, actor } = input;
  const { id, attempt, plan } = journal.record();
  const context = worldContext(world, journal.halted);
  const at = world.now().toISOString();
  const { kind, gate, reason, onBehalfOf, until } = draft;
  const said: Decision = {
    kind,
    gate,
    role: "",
    by: actor,
    plan: plan.digest,
    reason,
    at,
    ...(onBehalfOf !== null && { onBehalfOf }),
    ...(until !== null && { until }),
  };
  const known = personByEmail(peopleOf(spec.roles), actor.email);
  const isEnough = spec.policy.identity === "claimed" && known !== null;
  const statement: Statement = {
    apiVersion: "relspec/v1",
    kind: "Decision",
    decision: kind,
    release: id,
    attempt,
    gate,
    plan: plan.digest,
    reason,
    onBehalfOf,
    until,
    at,
  };
  const proof = isEnough
    ? undefined
    : await proveStatement(statement, { spec, hooks, context: { ...context, exec: context.query } });
  const decision = proof ? { ...said, statement, proof } : said;
  const [verified = decision] = await verifyDecisions([decision], { spec, release: { id, attempt }, context, hooks });
  return verified;
}
