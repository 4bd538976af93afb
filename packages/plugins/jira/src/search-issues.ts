import { RelspecError } from "@relspec/core";
import { askJira, type Asking } from "./ask-jira.ts";
import { type Issue, issueOf } from "./read-issue.ts";
import type { Jira } from "./jira.ts";
import { type Attempt, misshapen, partOf } from "./read-json.ts";

/** Issues at the most; more is an error, never a part of the answer. */
export const mostIssues = 5_000;
const pageSize = 100;

/**
 * All issues that a query finds, with their state, in the query's order. Cloud is asked page by page with its token, Data
 * Center by number. A server that never comes to an end is given up.
 */
export async function searchIssues(context: Asking, jira: Jira, jql: string): Promise<readonly Issue[]> {
  const attempt: Attempt = { jira, what: `search for ${JSON.stringify(jql.slice(0, 200))}` };
  const found = new Map<string, Issue>();
  const tokens = new Set<string>();
  let query: Readonly<Record<string, string | number>> = {};
  for (;;) {
    const page = partOf(
      await askJira(context, jira, jira.deployment === "cloud" ? "/search/jql" : "/search", {
        ...attempt,
        query: { jql, fields: "summary,status", maxResults: pageSize, ...query },
      }),
      attempt,
    );
    const issues = page.list("issues").map(issueOf);
    const before = found.size;
    for (const issue of issues) found.set(issue.key, issue);
    if (found.size > mostIssues) throw tooMany(jira, jql);
    if (jira.deployment === "cloud") {
      const token = page.textOrNull("nextPageToken");
      if (token === null || token === "" || page.flag("isLast")) return [...found.values()];
      if (tokens.has(token) || issues.length === 0 || found.size === before)
        throw misshapen(attempt, "its pages come to no end");
      tokens.add(token);
      query = { nextPageToken: token };
    } else {
      const next = page.whole("startAt") + issues.length;
      const total = page.whole("total");
      if (next >= total) return [...found.values()];
      if (issues.length === 0 || found.size === before) throw misshapen(attempt, "its pages come to no end");
      query = { startAt: next };
    }
  }
}

function tooMany(jira: Jira, jql: string): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `More than ${mostIssues} issues of ${jira.host} are found by ${JSON.stringify(jql.slice(0, 200))}.`,
    suggestions: ['Narrow the query, for example with `AND fixVersion = "…"`.'],
  });
}
