import { defineGate, type GateAnswer, type GateContext, type GateKind, plainLine } from "@relspec/core";
import { eachIssue } from "./each-issue.ts";
import { findVersion } from "./find-version.ts";
import { issueKeys, sortedKeys } from "./issue-keys.ts";
import type { Jira } from "./jira.ts";
import { type Issue, readIssue } from "./read-issue.ts";
import { searchIssues } from "./search-issues.ts";
import { versionName } from "./version-name.ts";

/** Lines at the most; how many there are is said as well. */
const shown = 20;

/** `jira-issues`: issues stand as they should before a stage begins, or a query finds as many as it may. */
export function issuesGate(jira: Jira): GateKind {
  return defineGate({
    summary: "Issues in Jira are where they should be.",
    options: {
      type: "object",
      additionalProperties: false,
      description: "Which issues, and how they must stand.",
      dependentRequired: { most: ["jql"], least: ["jql"] },
      properties: {
        states: {
          type: "array",
          minItems: 1,
          items: { type: "string", minLength: 1 },
          description: "Names of the states they may be in; case does not matter. Default: any that counts as done.",
        },
        jql: {
          type: "string",
          minLength: 1,
          maxLength: 2_000,
          description: "The issues that this query finds, instead of those of the release.",
        },
        most: {
          type: "integer",
          minimum: 0,
          description: "With `jql`: how many it may find at the most, whatever state they are in.",
        },
        least: {
          type: "integer",
          minimum: 0,
          description: "With `jql`: how many it must find at the least, whatever state they are in.",
        },
        ignore: {
          type: "array",
          default: [],
          items: { type: "string", minLength: 1 },
          description: "Keys of issues that do not count.",
        },
        empty: {
          enum: ["refuse", "allow"],
          default: "refuse",
          description:
            "What no issue at all means: nothing was shown (`refuse`), or there is nothing to show (`allow`).",
        },
      },
    },
    async evaluate({ states, jql, most, least, ignore, empty }, context): Promise<GateAnswer> {
      const ignored = new Set(ignore);
      const counts = (issue: Issue) => !ignored.has(issue.key);
      if (jql !== undefined && (most !== undefined || least !== undefined)) {
        const found = (await searchIssues(context, jira, jql)).filter(counts);
        return judgeCount(found, { jql, most, least });
      }
      if (jql !== undefined)
        return judgeStates((await searchIssues(context, jira, jql)).filter(counts), { states, empty, jql });
      if (!context.plan?.release) {
        return { verdict: "waiting", missing: ["Which issues belong to the release is known once it is planned."] };
      }
      const { found, unreadable } = await issuesOfRelease(jira, context, ignored);
      const answer = judgeStates(found.filter(counts), { states, empty, jql: null });
      if (unreadable.length === 0) return answer;
      const told = unreadable.map(({ issue, reason }) => `${issue} is named in a change: ${reason}`);
      return { ...answer, verdict: "fail", missing: [...told.slice(0, shown), ...answer.missing] };
    },
  });
}

/** Those that its changes name, and those that name its version. */
async function issuesOfRelease(jira: Jira, context: GateContext, ignored: ReadonlySet<string>) {
  const { plan } = context;
  if (!plan?.release) return { found: [], unreadable: [] };
  const keys = issueKeys(plan.changes, jira.project).filter((key) => !ignored.has(key));
  const named = await eachIssue(keys, async (key) => (await readIssue(context, jira, key)).issue);
  const name = await versionName(jira, { version: plan.release.version }, { release: plan.release });
  const version = await findVersion(context, jira, name);
  const fixed = version
    ? await searchIssues(context, jira, `project = "${jira.project}" AND fixVersion = ${version.id}`)
    : [];
  const all = new Map([...named.done, ...fixed].map((issue) => [issue.key, issue]));
  const found = sortedKeys([...all.keys()]).flatMap((key) => all.get(key) ?? []);
  return { found, unreadable: named.refused };
}

function judgeCount(
  found: readonly Issue[],
  {
    jql,
    most,
    least,
  }: { readonly jql: string; readonly most?: number | undefined; readonly least?: number | undefined },
): GateAnswer {
  const evidence = { jql, found: found.length, issues: found.slice(0, 200).map(({ key }) => key) };
  const asked = `${JSON.stringify(jql)} finds ${found.length}`;
  const missing = [
    ...(most !== undefined && found.length > most ? [`${asked}, and may find ${most}.`, ...lines(found)] : []),
    ...(least !== undefined && found.length < least ? [`${asked}, and must find ${least}.`] : []),
  ];
  return { verdict: missing.length === 0 ? "pass" : "waiting", missing, evidence };
}

function judgeStates(
  found: readonly Issue[],
  {
    states,
    empty,
    jql,
  }: {
    readonly states?: readonly string[] | undefined;
    readonly empty: "refuse" | "allow";
    readonly jql: string | null;
  },
): GateAnswer {
  const wanted = states?.map((each) => each.toLowerCase());
  const open = found.filter(({ status }) =>
    wanted ? !wanted.includes(status.name.toLowerCase()) : status.category !== "done",
  );
  const evidence = {
    jql,
    found: found.length,
    issues: found.slice(0, 200).map(({ key, status }) => ({ issue: key, status: plainLine(status.name, 80) })),
  };
  if (found.length === 0 && empty === "refuse") {
    const where =
      jql === null
        ? "No change of the release names an issue, and no issue names its version."
        : `${JSON.stringify(jql)} finds no issue.`;
    return { verdict: "inconclusive", missing: [`${where} Where that is right: \`empty: allow\`.`], evidence };
  }
  return { verdict: open.length === 0 ? "pass" : "waiting", missing: lines(open), evidence };
}

function lines(issues: readonly Issue[]): readonly string[] {
  const told = issues
    .slice(0, shown)
    .map(
      ({ key, status, summary }) =>
        `${key} is ${JSON.stringify(plainLine(status.name, 80))}: ${plainLine(summary, 80)}`,
    );
  return issues.length > shown ? [...told, `${issues.length - shown} more issues are open.`] : told;
}
