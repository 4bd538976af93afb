import { type Checkup, type CheckupAnswer, isRelspecError, missingSecrets } from "@relspec/core";
import { ask, fieldsOf } from "./ask.ts";
import type { GitLabOptions } from "./options.ts";
import { findPlace } from "./place.ts";

/** Access levels of GitLab: a Developer may release. */
const developer = 30;

/** Whether GitLab knows the token, and lets it release in the project. Changes nothing. */
export function accessCheckup(gitlab: GitLabOptions): Checkup {
  return {
    id: "gitlab/access",
    title: "GitLab lets the token release",
    async examine(context): Promise<CheckupAnswer> {
      const missing = missingSecrets(gitlab.token, "GitLab", context.secrets);
      if (missing) return missing;
      try {
        const { stdout } = await context.query(["git", "remote", "get-url", "origin"], { accept: [0, 1, 2, 128] });
        const place = findPlace(gitlab, context, { url: asWeb(stdout.trim()) });
        const { data } = await ask(place, { path: "", doing: `read the project ${place.project}` }, gitlab, context);
        const { project_access: own, group_access: shared } = fieldsOf(fieldsOf(data)["permissions"]);
        const levels = [own, shared].flatMap((each) => {
          const level = fieldsOf(each)["access_level"];
          return typeof level === "number" ? [level] : [];
        });
        if (levels.length > 0 && Math.max(...levels) < developer) {
          return {
            verdict: "failed",
            message: `The token may read ${place.project}, and not release in it.`,
            fix: ["Give whoever the token is of the role Developer or more in the project."],
          };
        }
        return { verdict: "ok", message: `GitLab at ${new URL(place.api).host} shows ${place.project} to the token.` };
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        return { verdict: "failed", message: error.message, fix: error.suggestions };
      }
    },
  };
}

/** An address of a remote as a page on the web; null for one that is none. */
function asWeb(remote: string): string | null {
  const [, host, path] = /^(?:ssh:\/\/)?(?:[^@/\s]+@)([A-Za-z0-9.-]+)(?::\d+\/|[:/])(.+)$/.exec(remote) ?? [];
  if (host !== undefined && path !== undefined) return `https://${host}/${path.replace(/\.git$/, "")}`;
  return /^https?:\/\//.test(remote) ? remote.replace(/\/\/[^@/]*@/, "//").replace(/\.git$/, "") : null;
}
