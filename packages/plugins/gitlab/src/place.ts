import { type PlanningFacts, type ReadContext, RelspecError, webAddress } from "@relspec/core";
import type { GitLabOptions } from "./options.ts";

/** A project and the API it is reached by. Plain data: it goes into targets. */
export type Place = {
  /** Of the project: `https://gitlab.com/api/v4/projects/acme%2Flib`. */
  readonly api: string;
  readonly project: string;
};

/** Where releases go: as the options say, else where the project is hosted, else what the job says. @throws `RS_SPEC_INVALID`. */
export function findPlace(
  options: Pick<GitLabOptions, "project" | "url">,
  { env }: Pick<ReadContext, "env">,
  { url }: Pick<PlanningFacts, "url">,
): Place {
  const hosted = url !== null && URL.canParse(url) ? new URL(url) : null;
  const path = hosted?.pathname.replace(/^\/+|\/+$|\.git$/g, "");
  const project = options.project ?? (path?.includes("/") ? path : undefined) ?? env["CI_PROJECT_PATH"] ?? "";
  if (!/^(?:\d{1,18}|[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)+)$/.test(project)) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: "The plugin gitlab cannot tell which project to release to: the remote `origin` does not lead to one.",
      suggestions: ["Write `gitlab: { project: GROUP/NAME }` in the spec."],
    });
  }
  const base = options.url ?? hosted?.origin ?? env["CI_SERVER_URL"] ?? "https://gitlab.com";
  const root = webAddress(base, "The address of GitLab").href.replace(/\/+$/, "");
  return { api: `${root}/api/v4/projects/${encodeURIComponent(project)}`, project };
}
