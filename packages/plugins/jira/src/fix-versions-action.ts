import { absent, type Action, defineAction, type Finding, present } from "@relspec/core";
import { type Asking, tellJira } from "./ask-jira.ts";
import { eachIssue, type Refused, reportRefused } from "./each-issue.ts";
import { findVersion, needVersion, obstacle } from "./find-version.ts";
import type { Jira } from "./jira.ts";
import { keysNow, listIssues, type NamedIssues, namedIssues } from "./named-issues.ts";
import { fixVersionsOptions } from "./options.ts";
import { readIssue } from "./read-issue.ts";
import { versionName } from "./version-name.ts";

export type FixVersionsTarget = NamedIssues & {
  readonly site: string;
  readonly project: string;
  readonly name: string;
};

/** Keys as they were named. `added`: issues that had not named the version before. */
export type FixVersionsResult = {
  readonly version: string;
  readonly added: readonly string[];
  readonly had: readonly string[];
  readonly refused: readonly Refused[];
};

/** `jira/fix-versions`: says in each issue which version it is fixed in. Versions an issue has already are kept. */
export function fixVersionsAction(jira: Jira): Action {
  return defineAction({
    summary: "Add a version to the fix versions of issues.",
    options: fixVersionsOptions,
    critical: false,
    secrets: jira.secrets,
    retry: { attempts: 5, delay: 2000 },
    plan: async ({ version, name: given, ...which }, context) => {
      const name = await versionName(jira, { version, ...(given !== undefined && { name: given }) }, context.facts);
      const issues = namedIssues(jira, which, context);
      const target: FixVersionsTarget = { site: jira.site, project: jira.project, name, ...issues };
      return { summary: `add the fix version "${name}" to ${listIssues(issues)}`, target };
    },
    check: async (target: FixVersionsTarget, context): Promise<Finding> => {
      const version = await findVersion(context, jira, target.name);
      if (!version) return absent;
      const inTheWay = obstacle(version, target.name, jira);
      if (inTheWay) return inTheWay;
      const keys = await keysNow(context, jira, target);
      const { done, refused } = await eachIssue(keys, (key) => hasVersion(context, jira, key, version.id));
      if (refused.length > 0 || done.includes(false)) return absent;
      return present({ version: version.id, added: [], had: keys, refused: [] });
    },
    apply: async (target: FixVersionsTarget, context): Promise<FixVersionsResult> => {
      const { id } = await needVersion(context, jira, target.name);
      const keys = await keysNow(context, jira, target);
      const outcome = await eachIssue(keys, async (key) => {
        if (await hasVersion(context, jira, key, id)) return { key, added: false };
        await edit(context, jira, key, { add: { id } });
        return { key, added: true };
      });
      reportRefused(outcome, "given the fix version", context);
      const { done, refused } = outcome;
      const those = (added: boolean) => done.filter((each) => each.added === added).map(({ key }) => key);
      return { version: id, added: those(true), had: those(false), refused };
    },
    undo: async (_target: FixVersionsTarget, { version, added }: FixVersionsResult, context) => {
      const outcome = await eachIssue(added, (key) => edit(context, jira, key, { remove: { id: version } }));
      for (const { issue, reason } of outcome.refused) context.log(`${issue}: ${reason}`);
    },
  });
}

async function hasVersion(context: Asking, jira: Jira, key: string, id: string): Promise<boolean> {
  const { part } = await readIssue(context, jira, key, { fields: ["fixVersions"] });
  const fields = part.part("fields");
  return fields.has("fixVersions") && fields.list("fixVersions").some((each) => each.id("id") === id);
}

/** Adds or removes one version and says nothing of the others, so that nobody's are overwritten. */
async function edit(
  context: Parameters<typeof tellJira>[0],
  jira: Jira,
  key: string,
  operation: { readonly add: { readonly id: string } } | { readonly remove: { readonly id: string } },
): Promise<void> {
  await tellJira(context, jira, `/issue/${encodeURIComponent(key)}`, {
    method: "PUT",
    what: `edit the fix versions of ${key}`,
    query: { notifyUsers: "false" },
    body: { update: { fixVersions: [operation] } },
  });
}
