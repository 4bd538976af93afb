import { absent, type Action, defineAction, type Finding, present } from "@relspec/core";
import { askJira, tellJira } from "./ask-jira.ts";
import { findVersion, obstacle, readVersion, refuseObstacle } from "./find-version.ts";
import type { Jira } from "./jira.ts";
import { versionOptions } from "./options.ts";
import { misshapen, partOf } from "./read-json.ts";
import { versionName } from "./version-name.ts";

export type VersionTarget = {
  readonly site: string;
  readonly project: string;
  readonly name: string;
  readonly description: string | null;
  readonly startDate: string | null;
};

/** `created`: this step made it; a version that was found in place is not this step's to take away. */
export type VersionResult = { readonly id: string; readonly created?: true };

/** `jira/version`. A project holds a name once, so Jira itself refuses a second one. */
export function versionAction(jira: Jira): Action {
  return defineAction({
    summary: "Create a version in Jira.",
    options: versionOptions,
    secrets: jira.secrets,
    retry: { attempts: 5, delay: 2000 },
    plan: async ({ version, name: given, description, startDate }, { facts }) => {
      const name = await versionName(jira, { version, ...(given !== undefined && { name: given }) }, facts);
      const target: VersionTarget = {
        site: jira.site,
        project: jira.project,
        name,
        description: description ?? null,
        startDate: startDate ?? null,
      };
      return { summary: `create the version "${name}" in ${jira.project}`, target };
    },
    check: async ({ name }: VersionTarget, context): Promise<Finding> => {
      const found = await findVersion(context, jira, name);
      if (!found) return absent;
      return obstacle(found, name, jira) ?? present({ id: found.id });
    },
    apply: async (target: VersionTarget, context): Promise<VersionResult> => {
      const { name, project, description, startDate } = target;
      const found = await findVersion(context, jira, name);
      if (found) {
        refuseObstacle(found, name, jira);
        return { id: found.id };
      }
      const attempt = { jira, what: `create the version ${JSON.stringify(name)} in ${project}` };
      const made = readVersion(
        await tellJira(context, jira, "/version", {
          ...attempt,
          method: "POST",
          body: {
            name,
            ...(jira.deployment === "cloud" ? { projectId: await projectId(context, jira) } : { project }),
            ...(description !== null && { description }),
            ...(startDate !== null && { startDate }),
          },
        }),
        attempt,
      );
      if (made.name !== name) throw misshapen(attempt, "it tells of a version of another name");
      return { id: made.id, created: true };
    },
    undo: async ({ name, project }: VersionTarget, { id, created }: VersionResult, context) => {
      const found = await findVersion(context, jira, name);
      if (!found || found.id !== id) return null;
      if (created !== true) {
        context.log(`The version "${name}" was in ${project} before this release, and is left there.`);
        return null;
      }
      const attempt = { jira, what: `delete the version ${JSON.stringify(name)} of ${project}` };
      const path = `/version/${encodeURIComponent(id)}`;
      const used = partOf(await askJira(context, jira, `${path}/relatedIssueCounts`, attempt), attempt);
      const issues = used.whole("issuesFixedCount") + used.whole("issuesAffectedCount");
      if (issues > 0) {
        context.log(`The version "${name}" is left in ${project}, because ${issues} of its issues name it.`);
        return null;
      }
      await tellJira(context, jira, `${path}/removeAndSwap`, { ...attempt, method: "POST", body: {} });
      return { deleted: id };
    },
  });
}

async function projectId(context: Parameters<typeof askJira>[0], jira: Jira): Promise<number> {
  const attempt = { jira, what: `look up the project ${jira.project}` };
  const path = `/project/${encodeURIComponent(jira.project)}`;
  const id = Number(partOf(await askJira(context, jira, path, attempt), attempt).id("id"));
  if (!Number.isSafeInteger(id)) throw misshapen(attempt, "`id` of the project is no number");
  return id;
}
