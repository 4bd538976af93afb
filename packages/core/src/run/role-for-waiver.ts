import { RelspecError } from "../errors/index.ts";
import { exclusionOf, sayExclusion } from "../gate/excluded.ts";
import { longestOf, waiverRulesFor } from "../gate/waiver.ts";
import { peopleOf } from "../identity/people.ts";
import type { PlannedGate } from "../model/plan.ts";
import type { Decision, ReleaseRecord } from "../model/record.ts";
import type { Spec } from "../model/spec.ts";

/**
 * The role a waiver is given in. @throws `RS_POLICY_WAIVER`: nobody may waive this gate, only others may, they are kept out, or it
 * would last too long.
 */
export function roleForWaiver(
  gate: PlannedGate,
  decision: Decision,
  { spec, record }: { readonly spec: Spec; readonly record: ReleaseRecord },
): string {
  const who = decision.by.email ?? decision.by.name;
  const refuse = (message: string, suggestions: readonly string[]): RelspecError =>
    new RelspecError("RS_POLICY_WAIVER", {
      message,
      details: { gate: gate.id, email: decision.by.email },
      suggestions,
    });
  const rules = waiverRulesFor(gate, spec);
  if (decision.refused !== undefined)
    throw refuse(`The proof of who waives does not hold: ${decision.refused}`, [
      "Sign with the key that the spec's roles name: `git config user.signingkey`.",
    ]);
  if (rules.length === 0)
    throw refuse(
      `Nobody may waive the gate ${gate.id}: the spec's \`policy.waivers\` does not name it for a role above it.`,
      [`relspec explain gate ${gate.id}`],
    );
  const person = peopleOf(spec.roles).find(({ id }) => id === decision.person);
  const rule = rules.find(({ by }) => person?.roles.includes(by) === true);
  if (!person || !rule)
    throw refuse(`${who} may not waive the gate ${gate.id}: that takes ${rules.map(({ by }) => by).join(" or ")}.`, [
      "Ask someone in that role.",
    ]);
  const excluded = exclusionOf(person, {
    policy: spec.policy,
    plan: record.plan,
    initiator: record.openedBy,
    seated: [],
    email: decision.by.email,
  });
  if (excluded !== null) throw refuse(`${who} ${sayExclusion(excluded)}.`, ["Ask another member of the role."]);
  const until = Date.parse(decision.until ?? "");
  const at = Date.parse(decision.at);
  if (!(until > at))
    throw refuse("A waiver has an end that is still to come.", ["Say until when: `--until 2026-12-31`."]);
  if (until - at > longestOf(rule))
    throw refuse(
      `A waiver by ${rule.by} may not last until ${decision.until ?? ""}: the policy says how long at most.`,
      [`End it by ${new Date(at + longestOf(rule)).toISOString()}.`],
    );
  return rule.by;
}
