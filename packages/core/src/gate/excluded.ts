import type { Person } from "../identity/people.ts";
import type { Actor } from "../model/event.ts";
import type { Change } from "../model/change.ts";
import type { Plan } from "../model/plan.ts";
import type { Policy } from "../model/spec.ts";

/** Why the policy keeps a person from a decision. `untold`: nobody can tell, because no address of theirs is known. */
export type Exclusion = "authors" | "initiator" | "seats" | "untold";

export interface Excluding {
  readonly policy: Policy;
  readonly plan: Plan;
  /** Who opened the release; null while planning. */
  readonly initiator: Actor | null;
  /** Ids of people who hold a seat at another gate of the release. */
  readonly seated: readonly string[];
  /** An address that has been proven besides those of the roles. */
  readonly email?: string | null;
}

/** Why a person may not decide on this plan; null when they may. */
export function exclusionOf(
  person: Pick<Person, "id" | "emails">,
  { policy, plan, initiator, seated, email = null }: Excluding,
): Exclusion | null {
  const { separation } = policy;
  const addresses = [...person.emails, ...(email === null ? [] : [email.toLowerCase()])];
  const is = (other: string | null | undefined): boolean =>
    other !== null && other !== undefined && addresses.includes(other.toLowerCase());
  const asks = separation.includes("authors") || separation.includes("initiator");
  // Authors are known by address only: who has none could be any of them.
  if (asks && addresses.length === 0) return "untold";
  const wrote = plan.changes.some(({ authors }: Change) => authors.some((author) => is(author.email)));
  if (separation.includes("authors") && wrote) return "authors";
  if (separation.includes("initiator") && is(initiator?.email)) return "initiator";
  if (separation.includes("seats") && seated.includes(person.id)) return "seats";
  return null;
}

const sentences = {
  authors: "is an author of changes in this release, and may not approve it",
  initiator: "opened this release, and may not approve it",
  seats: "holds a seat at another gate of this release, and may not hold one here",
  untold: "has no address in the spec's roles, so nobody can tell whether they wrote these changes",
} as const satisfies Record<Exclusion, string>;

/** The rest of a sentence that begins with the person's name. */
export function sayExclusion(exclusion: Exclusion): string {
  return sentences[exclusion];
}
