import { absent, type Action, defineAction, type Finding, present, type WriteContext } from "@relspec/core";
import { tellJira } from "./ask-jira.ts";
import { findVersion, needVersion, obstacle, readVersion } from "./find-version.ts";
import type { Jira } from "./jira.ts";
import { releaseOptions, reopenOptions } from "./options.ts";
import { misshapen } from "./read-json.ts";
import { versionName } from "./version-name.ts";

type ReleaseTarget = { readonly site: string; readonly project: string; readonly name: string; readonly date: string };
/** `planned`: the release date it had before, null for none; absent when it was found released. */
type ReleaseResult = { readonly id: string; readonly planned?: string | null };

/** `jira/release-version`: a version that is there becomes a released one. */
export function releaseVersionAction(jira: Jira): Action {
  return defineAction({
    summary: "Mark a version in Jira as released.",
    options: releaseOptions,
    secrets: jira.secrets,
    retry: { attempts: 5, delay: 2000 },
    plan: async ({ version, name: given, date }, { facts }) => {
      const name = await versionName(jira, { version, ...(given !== undefined && { name: given }) }, facts);
      const target: ReleaseTarget = { site: jira.site, project: jira.project, name, date };
      return { summary: `release the version "${name}" of ${jira.project} on ${date}`, target };
    },
    check: async ({ name }: ReleaseTarget, context): Promise<Finding> => {
      const found = await findVersion(context, jira, name);
      if (!found) return absent;
      return obstacle(found, name, jira) ?? (found.released ? present({ id: found.id }) : absent);
    },
    apply: async ({ name, date }: ReleaseTarget, context): Promise<ReleaseResult> => {
      const { id, released, releaseDate } = await needVersion(context, jira, name);
      if (released) return { id };
      await change(context, jira, { id, name, released: true, releaseDate: date });
      return { id, planned: releaseDate };
    },
    // Also one that was found released: what is taken back here is that this very version is out.
    undo: async ({ name }: ReleaseTarget, { planned }: ReleaseResult, context) => {
      const found = await findVersion(context, jira, name);
      if (!found?.released || found.name !== name) return;
      await change(context, jira, { id: found.id, name, released: false, releaseDate: planned ?? null });
    },
  });
}

type ReopenTarget = { readonly site: string; readonly project: string; readonly name: string };
/** `was`: the release date it had. Absent when it was found open. */
type ReopenResult = { readonly id: string | null; readonly was?: string | null };

/** `jira/reopen-version`: after a rollback the version that was left is not released any more. */
export function reopenVersionAction(jira: Jira): Action {
  return defineAction({
    summary: "Mark a version in Jira as not released.",
    options: reopenOptions,
    secrets: jira.secrets,
    retry: { attempts: 5, delay: 2000 },
    plan: async ({ version, name: given }, { facts }) => {
      const name = await versionName(jira, { version, ...(given !== undefined && { name: given }) }, facts);
      const target: ReopenTarget = { site: jira.site, project: jira.project, name };
      return { summary: `reopen the version "${name}" of ${jira.project}`, target };
    },
    check: async ({ name }: ReopenTarget, context): Promise<Finding> => {
      const found = await findVersion(context, jira, name);
      // Where there is no such version, none is shown as released.
      if (!found) return present({ id: null });
      return obstacle(found, name, jira) ?? (found.released ? absent : present({ id: found.id }));
    },
    apply: async ({ name }: ReopenTarget, context): Promise<ReopenResult> => {
      const { id, released, releaseDate } = await needVersion(context, jira, name);
      if (!released) return { id };
      await change(context, jira, { id, name, released: false, releaseDate: null });
      return { id, was: releaseDate };
    },
    undo: async ({ name }: ReopenTarget, { was }: ReopenResult, context) => {
      const found = await findVersion(context, jira, name);
      if (was === undefined || !found || found.released || found.name !== name) return;
      await change(context, jira, { id: found.id, name, released: true, releaseDate: was });
    },
  });
}

interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly released: boolean;
  /** Null leaves the date as it is. */
  readonly releaseDate: string | null;
}

/** Set what Jira holds, and look whether it has understood. */
async function change(context: WriteContext, jira: Jira, { id, name, released, releaseDate }: Wanted): Promise<void> {
  const attempt = {
    jira,
    what: `${released ? "release" : "reopen"} the version ${JSON.stringify(name)} of ${jira.project}`,
  };
  const now = readVersion(
    await tellJira(context, jira, `/version/${encodeURIComponent(id)}`, {
      ...attempt,
      method: "PUT",
      body: { released, ...(releaseDate !== null && { releaseDate }) },
    }),
    attempt,
  );
  if (now.released !== released) throw misshapen(attempt, "it tells that nothing has changed");
}
