import type { Change } from "../model/change.ts";
import type { FeedbackItem } from "../model/feedback.ts";

/** Full ids of the changes that mend it: those that its disposition names, and those whose message names it. */
export function mendedBy({ id, disposition }: FeedbackItem, changes: readonly Change[]): readonly string[] {
  const named = new RegExp(`(?<![\\w-])${id}(?![\\w-])`, "i");
  const given = disposition?.changes ?? [];
  return changes
    .filter(
      (change) =>
        given.some((each) => each.length >= 7 && change.id.startsWith(each.toLowerCase())) ||
        named.test(`${change.header}\n${change.body}`),
    )
    .map((change) => change.id);
}
