import { absent, type Action, defineAction, plainLine, present } from "@relspec/core";
import { fieldsOf, readId } from "./answers.ts";
import { type CommitTarget, commitOf, neededCommit } from "./commit-of.ts";
import { addStatus, deploymentStates, hasStatus } from "./deployment-status.ts";
import { listPages } from "./list-pages.ts";
import { oneLine } from "./one-line.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, nameOf, type Place } from "./place.ts";
import { markerOf } from "./release-body.ts";
import { commitStepOf } from "./tags-of.ts";

export type DeploymentTarget = CommitTarget & {
  readonly at: Place;
  readonly environment: string;
  readonly state: (typeof deploymentStates)[number];
  readonly url: string | null;
  readonly description: string;
  /** In the deployment's payload; whoever finds it knows the deployment as this one. */
  readonly marker: string;
};

type DeploymentResult = { readonly deployment: number };

/** `github/deployment`: GitHub shows the release as deployed to an environment, or on its way there. */
export function deploymentAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Show a deployment on GitHub.",
    secrets,
    critical: false,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["environment"],
      properties: {
        environment: {
          type: "string",
          minLength: 1,
          maxLength: 200,
          template: true,
          description: "Name of the environment.",
        },
        state: { enum: deploymentStates, default: "success", description: "How it stands." },
        url: {
          type: "string",
          pattern: "^https?://\\S+$",
          maxLength: 1000,
          template: true,
          description: "Where what was deployed can be seen.",
        },
      },
    },
    async plan({ environment, state, url }, context) {
      const { facts } = context;
      const { name, version } = facts.release;
      const at = await findPlace(options, context, facts);
      const commitStep = commitStepOf(facts);
      const target: DeploymentTarget = {
        at,
        commit: commitStep === null ? facts.base.commit : null,
        commitStep,
        environment: oneLine(environment, "environment"),
        state,
        url: url ?? null,
        description: plainLine(`${name} ${version}`, 140),
        marker: markerOf(name, version, facts.base.commit),
      };
      return { summary: `show ${version} in ${target.environment} of ${nameOf(at)} as ${state}`, target };
    },
    async check(target: DeploymentTarget, context) {
      const commit = commitOf(target, context);
      if (commit === null) return absent;
      const github = await open.toLook(target.at, context);
      const deployment = await findDeployment(target, commit, github);
      if (deployment === null || !(await hasStatus(deployment, target, github))) return absent;
      return present({ deployment });
    },
    async apply(target: DeploymentTarget, context): Promise<DeploymentResult> {
      const commit = neededCommit(target, context);
      const github = await open.toWrite(target.at, context);
      const deployment = (await findDeployment(target, commit, github)) ?? (await create(target, commit, github));
      if (!(await hasStatus(deployment, target, github))) await addStatus(deployment, target, github);
      return { deployment };
    },
    async undo({ at, environment }: DeploymentTarget, { deployment }: DeploymentResult, context) {
      const github = await open.toWrite(at, context);
      const doing = `take the deployment to ${environment} back`;
      const known = { deployment_id: deployment };
      const route = "/repos/{owner}/{repo}/deployments/{deployment_id}";
      // GitHub deletes only what is not active.
      const { status } = await github.ask(
        `POST ${route}/statuses`,
        { ...known, state: "inactive" },
        { accept: [404], doing },
      );
      if (status !== 404) await github.ask(`DELETE ${route}`, known, { accept: [404], doing });
    },
  });
}

async function create(
  { environment, description, marker }: DeploymentTarget,
  commit: string,
  github: GitHub,
): Promise<number> {
  const { data } = await github.ask(
    "POST /repos/{owner}/{repo}/deployments",
    {
      ref: commit,
      environment,
      description,
      // The release has its own gates; GitHub is to show, and neither to merge nor to wait.
      auto_merge: false,
      required_contexts: [],
      payload: { relspec: marker },
    },
    { doing: `show a deployment to ${environment}` },
  );
  return readId(data, github, "a deployment");
}

async function findDeployment(
  { environment, marker }: DeploymentTarget,
  commit: string,
  github: GitHub,
): Promise<number | null> {
  const route = "GET /repos/{owner}/{repo}/deployments";
  const doing = "read its deployments";
  for await (const each of listPages(github, route, { sha: commit, environment }, { doing })) {
    if (payloadOf(each) === marker) return readId(each, github, "a deployment");
  }
  return null;
}

/** GitHub gives a payload back as it was sent, or as text. */
function payloadOf(deployment: unknown): unknown {
  const { payload } = fieldsOf(deployment);
  if (typeof payload !== "string") return fieldsOf(payload)["relspec"];
  try {
    return fieldsOf(JSON.parse(payload))["relspec"];
  } catch {
    return undefined;
  }
}
