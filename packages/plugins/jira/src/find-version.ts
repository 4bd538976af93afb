import { conflict, type Finding, plainLine, RelspecError } from "@relspec/core";
import { askJira, type Asking } from "./ask-jira.ts";
import type { Jira } from "./jira.ts";
import { type Attempt, type Part, partOf, partsOf } from "./read-json.ts";

/** A version as Jira has it. */
export interface JiraVersion {
  readonly id: string;
  readonly name: string;
  readonly released: boolean;
  readonly archived: boolean;
  readonly releaseDate: string | null;
}

/** The version of that name, in any case; null when the project has none. */
export async function findVersion(context: Asking, jira: Jira, name: string): Promise<JiraVersion | null> {
  const attempt: Attempt = { jira, what: `look up the versions of ${jira.project}` };
  const path = `/project/${encodeURIComponent(jira.project)}/versions`;
  const versions = partsOf(await askJira(context, jira, path, attempt), attempt).map(versionOf);
  const folded = name.toLowerCase();
  return (
    versions.find((each) => each.name === name) ?? versions.find((each) => each.name.toLowerCase() === folded) ?? null
  );
}

/** The version in an answer that has to hold one. */
export function readVersion(answer: unknown, attempt: Attempt): JiraVersion {
  return versionOf(partOf(answer, attempt));
}

/** What keeps a version from being used for this name; null when nothing does. Jira takes no two names that differ in case only. */
export function obstacle(found: JiraVersion, name: string, jira: Jira): Extract<Finding, { state: "conflict" }> | null {
  const at = `${jira.site}/projects/${jira.project}/versions/${found.id}`;
  const told =
    found.name !== name
      ? conflict(`the project ${jira.project} calls it ${JSON.stringify(plainLine(found.name, 80))}.`, [
          `Rename it to ${JSON.stringify(name)} at ${at}.`,
        ])
      : found.archived
        ? conflict(`the version ${JSON.stringify(name)} of ${jira.project} is archived.`, [`Unarchive it at ${at}.`])
        : null;
  return told?.state === "conflict" ? told : null;
}

/** The version, fit for use. @throws `RS_STEP_FAILED` when there is none, `RS_PLAN_CONFLICT` for an {@link obstacle}. */
export async function needVersion(context: Asking, jira: Jira, name: string): Promise<JiraVersion> {
  const found = await findVersion(context, jira, name);
  if (!found) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `The project ${jira.project} of ${jira.host} has no version ${JSON.stringify(name)}.`,
      suggestions: ["Let the step come after one that `uses: jira/version`: name that in its `needs`."],
    });
  }
  refuseObstacle(found, name, jira);
  return found;
}

/** @throws `RS_PLAN_CONFLICT`. */
export function refuseObstacle(found: JiraVersion, name: string, jira: Jira): void {
  const told = obstacle(found, name, jira);
  if (!told) return;
  throw new RelspecError("RS_PLAN_CONFLICT", {
    message: `In Jira something is in the way of the version ${JSON.stringify(name)}: ${told.reason}`,
    suggestions: told.suggestions,
  });
}

function versionOf(part: Part): JiraVersion {
  return {
    id: part.id("id"),
    name: part.text("name"),
    released: part.flag("released"),
    archived: part.flag("archived"),
    releaseDate: part.textOrNull("releaseDate"),
  };
}
