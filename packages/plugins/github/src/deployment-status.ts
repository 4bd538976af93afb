import { fieldsOf } from "./answers.ts";
import { listPages } from "./list-pages.ts";
import type { GitHub } from "./open-github.ts";

export const deploymentStates = ["queued", "in_progress", "success", "failure", "error", "inactive"] as const;

interface Status {
  readonly state: (typeof deploymentStates)[number];
  readonly url: string | null;
  readonly description: string;
}

/** Whether a deployment stands as it should: what came last counts. */
export async function hasStatus(
  deployment: number,
  { state }: Pick<Status, "state">,
  github: GitHub,
): Promise<boolean> {
  const route = "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses";
  const doing = "read how a deployment stands";
  for await (const each of listPages(github, route, { deployment_id: deployment }, { doing }))
    return fieldsOf(each)["state"] === state;
  return false;
}

export async function addStatus(
  deployment: number,
  { state, url, description }: Status,
  github: GitHub,
): Promise<void> {
  await github.ask(
    "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
    { deployment_id: deployment, state, description, ...(url !== null && { environment_url: url }) },
    { doing: `show a deployment as ${state}` },
  );
}
