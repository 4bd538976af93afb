import type { ContributedStep, PlanningFacts } from "@relspec/core";
import { issueKeys } from "./issue-keys.ts";
import type { JiraOptions } from "./options.ts";

type Given = Pick<JiraOptions, "project" | "prereleases" | "transition" | "comment">;

/**
 * The version, the issues it fixes, then that it is released: once everything is published and marked. What only tells people
 * comes last.
 */
export function contributeDeploy(given: Given, facts: PlanningFacts): readonly ContributedStep[] {
  if (!given.prereleases && isPrerelease(facts.release.version)) return [];
  const named = issueKeys(facts.changes, given.project).length > 0;
  const fix: ContributedStep = {
    id: "jira/fix-versions",
    uses: "jira/fix-versions",
    with: {},
    turn: "reveal",
    needs: ["jira/version"],
  };
  const told = (action: string, options: ContributedStep["with"]): ContributedStep => ({
    id: `jira/${action}`,
    uses: `jira/${action}`,
    with: options,
    turn: "announce",
  });
  return [
    { id: "jira/version", uses: "jira/version", with: {}, turn: "reveal" },
    ...(named ? [fix] : []),
    {
      id: "jira/release-version",
      uses: "jira/release-version",
      with: {},
      turn: "reveal",
      needs: ["jira/version", ...(named ? [fix.id] : [])],
    },
    ...(named && given.transition !== undefined ? [told("transition", { to: given.transition })] : []),
    ...(named && given.comment !== undefined ? [told("comment", { text: given.comment })] : []),
  ];
}

/** The version that is left is not released any more; nothing is deleted. */
export function contributeRollback(given: Given, { release }: PlanningFacts): readonly ContributedStep[] {
  const { previous, version } = release;
  if (previous === null || previous === version || (!given.prereleases && isPrerelease(previous))) return [];
  return [{ id: "jira/reopen-version", uses: "jira/reopen-version", with: { version: previous }, turn: "mark" }];
}

function isPrerelease(version: string): boolean {
  return /^\d+\.\d+\.\d+-/.test(version);
}
