import type { PlanContext } from "@relspec/core";
import type { Asking } from "./ask-jira.ts";
import { issueKeys, sortedKeys } from "./issue-keys.ts";
import type { Jira } from "./jira.ts";
import { searchIssues } from "./search-issues.ts";

/** Which issues a step is about: keys that are known when the plan is made, and a query that is asked when it runs. */
export type NamedIssues = { readonly issues: readonly string[]; readonly jql: string | null };

export function namedIssues(
  jira: Jira,
  { issues, jql }: { readonly issues?: readonly string[]; readonly jql?: string },
  { facts }: Pick<PlanContext, "facts">,
): NamedIssues {
  const named = issues ?? (jql === undefined ? issueKeys(facts.changes, jira.project) : []);
  return { issues: sortedKeys(named), jql: jql ?? null };
}

/** The keys, with those that the query finds now. */
export async function keysNow(context: Asking, jira: Jira, { issues, jql }: NamedIssues): Promise<readonly string[]> {
  if (jql === null) return issues;
  return sortedKeys([...issues, ...(await searchIssues(context, jira, jql)).map(({ key }) => key)]);
}

/** `PAY-1, PAY-2, PAY-3 and 4 more`, for a summary. */
export function listIssues({ issues, jql }: NamedIssues): string {
  const more = issues.length - 3;
  const keys = `${issues.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const found = jql === null ? "" : `what ${JSON.stringify(jql.length > 80 ? `${jql.slice(0, 80)}…` : jql)} finds`;
  return [keys, found].filter((each) => each !== "").join(" and ") || "no issue";
}
