import type { Actor } from "../model/event.ts";
import type { Decision, ReleaseRecord } from "../model/record.ts";
import type { Proof, Statement } from "../model/proof.ts";
import type { Spec } from "../model/spec.ts";
import type { ReadContext } from "../plugin/context.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { type Person, peopleOf, personByEmail, personByKey, personByToken } from "./people.ts";
import { statementText } from "./statement.ts";
import { verifyToken } from "./verify-token.ts";

type Asked = Omit<ReadContext, "step" | "results">;

export interface Verifying {
  readonly spec: Pick<Spec, "roles" | "policy">;
  /** Of the release that is decided on. */
  readonly release: Pick<ReleaseRecord, "id" | "attempt">;
  readonly context: Asked;
  readonly hooks: HookDriver;
}

/** Milliseconds between what is signed and its record: the wait for a claim, and no more. */
const longestWay = 10 * 60_000;

/**
 * Every decision with who really made it. Nothing of what an event says about its actor is believed: a proof is looked at again,
 * by the keys and issuers that the spec names now, and an identity without one is only claimed. A proof that does not hold
 * leaves `refused`, and such a decision opens nothing.
 */
export async function verifyDecisions(
  decisions: readonly Decision[],
  verifying: Verifying,
): Promise<readonly Decision[]> {
  if (decisions.length === 0) return decisions;
  const people = peopleOf(verifying.spec.roles);
  const spent = new Set<string>();
  const verified: Decision[] = [];
  // In the order of the record: a token is good for the statement it was first used for.
  for (const decision of decisions) verified.push(await verifyOne(decision, { ...verifying, people, spent }));
  return verified;
}

async function verifyOne(
  decision: Decision,
  all: Verifying & { readonly people: readonly Person[]; readonly spent: Set<string> },
): Promise<Decision> {
  const { people, spec } = all;
  const { person: _, refused: __, ...said } = decision;
  const { statement, proof } = said;
  const { key: ___, ...claimed } = said.by;
  if (!statement || !proof) {
    const by: Actor = { ...claimed, proof: "claimed" };
    return spec.policy.identity === "claimed"
      ? { ...said, by, person: personByEmail(people, by.email)?.id ?? null }
      : { ...said, by, person: null, refused: "It is not signed, and the policy asks for a verified identity." };
  }
  const refuse = (refused: string): Decision => ({
    ...said,
    by: { ...claimed, proof: "claimed" },
    person: null,
    refused,
  });
  const other = differenceOf(said, statement, all.release);
  if (other !== null) return refuse(other);
  const found = await identify(proof, statement, all);
  if ("refused" in found) return refuse(found.refused);
  const { person, by } = found;
  return { ...said, by: { ...claimed, ...by }, person: person?.id ?? null };
}

/** What the record says and the signed statement does not; null when they agree. */
function differenceOf(decision: Decision, statement: Statement, release: Verifying["release"]): string | null {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["kind", "Decision", statement.kind],
    ["decision", decision.kind, statement.decision],
    ["gate", decision.gate, statement.gate],
    ["plan", decision.plan, statement.plan],
    ["reason", decision.reason, statement.reason],
    ["person stood in for", decision.onBehalfOf ?? null, statement.onBehalfOf],
    ["end", decision.until ?? null, statement.until],
    ["release", release.id, statement.release],
    ["attempt", release.attempt, statement.attempt],
  ];
  const [name] = pairs.find(([, recorded, signed]) => recorded !== signed) ?? [];
  if (name !== undefined) return `What was signed names another ${name} than the record.`;
  const late = Date.parse(decision.at) - Date.parse(statement.at);
  return Math.abs(late) <= longestWay ? null : "It was signed at another time than it was recorded.";
}

interface Identified {
  readonly person: Person | null;
  readonly by: Partial<Actor> & Pick<Actor, "proof">;
}

/** Who made the statement, by its proof. */
async function identify(
  proof: Proof,
  statement: Statement,
  {
    people,
    spec,
    context,
    hooks,
    spent,
  }: Verifying & { readonly people: readonly Person[]; readonly spent: Set<string> },
): Promise<Identified | { readonly refused: string }> {
  if (proof.method === "oidc") {
    const token = proof.token.join(".");
    if (spent.has(token)) return { refused: "The identity token has been used for another decision." };
    const answer = await verifyToken(token, spec.policy.issuers ?? [], new Date(statement.at), context.http);
    if ("refused" in answer) return answer;
    spent.add(token);
    const { claims, issuer, subject } = answer;
    const person = personByToken(people, answer);
    const name = textOf(claims["user_login"]) ?? textOf(claims["actor"]) ?? subject;
    const email = person?.emails[0] ?? textOf(claims["user_email"]);
    return { person, by: { kind: "ci", name, email, proof: "oidc", key: `${issuer}#${subject}` } };
  }
  const answer = await hooks
    .bail("checkSignature", [proof, statementText(statement), context])
    .catch((error: unknown) => ({ refused: `The signature cannot be looked at: ${(error as Error).message}` }));
  if (!answer) return { refused: "None of the plugins in use can look at the signature; the git plugin can." };
  if ("refused" in answer) return answer;
  const person = personByKey(people, answer.key);
  return {
    person,
    by: {
      proof: proof.method,
      key: answer.key,
      // The name that git is configured with is anybody's; what the roles say of the key is not.
      ...(person && { name: person.id, email: person.emails[0] ?? null }),
    },
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
