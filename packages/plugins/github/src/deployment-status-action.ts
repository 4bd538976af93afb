import { absent, type Action, defineAction, plainLine, present, type ReadContext, RelspecError } from "@relspec/core";
import { fieldsOf } from "./answers.ts";
import { addStatus, deploymentStates, hasStatus } from "./deployment-status.ts";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace, type Place } from "./place.ts";

export type DeploymentStatusTarget = {
  readonly at: Place;
  /** Full id of the step that made the deployment. */
  readonly deployment: string;
  readonly state: (typeof deploymentStates)[number];
  readonly url: string | null;
  readonly description: string;
};

/** `github/deployment-status`: how a deployment that an earlier step made goes on. */
export function deploymentStatusAction(options: GitHubOptions, open: Opener, secrets: readonly string[]): Action {
  return defineAction({
    summary: "Say on GitHub how a deployment goes on.",
    secrets,
    critical: false,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["deployment", "state"],
      properties: {
        deployment: {
          type: "string",
          minLength: 1,
          maxLength: 300,
          description: "Full id of the step of `github/deployment`; it has to be in `needs` as well.",
        },
        state: { enum: deploymentStates, description: "How it stands." },
        url: {
          type: "string",
          pattern: "^https?://\\S+$",
          maxLength: 1000,
          template: true,
          description: "Where what was deployed can be seen.",
        },
      },
    },
    async plan({ deployment, state, url }, context) {
      const { name, version } = context.facts.release;
      const at = await findPlace(options, context, context.facts);
      const target: DeploymentStatusTarget = {
        at,
        deployment,
        state,
        url: url ?? null,
        description: plainLine(`${name} ${version}`, 140),
      };
      return { summary: `show the deployment of ${plainLine(deployment, 100)} as ${state}`, target };
    },
    async check(target: DeploymentStatusTarget, context) {
      const deployment = deploymentOf(target, context);
      if (deployment === null) return absent;
      return (await hasStatus(deployment, target, await open.toLook(target.at, context)))
        ? present({ deployment })
        : absent;
    },
    async apply(target: DeploymentStatusTarget, context) {
      const deployment = deploymentOf(target, context);
      if (deployment === null) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `The step "${plainLine(target.deployment, 100)}" has no deployment on record.`,
          suggestions: ["Name the step of `github/deployment` in `with: { deployment: … }` and in `needs`."],
        });
      }
      const github = await open.toWrite(target.at, context);
      if (!(await hasStatus(deployment, target, github))) await addStatus(deployment, target, github);
      return { deployment };
    },
    irreversible: "What was said of a deployment stays in its history; a later word replaces it.",
  });
}

function deploymentOf(
  { deployment }: DeploymentStatusTarget,
  { results }: Pick<ReadContext, "results">,
): number | null {
  const id = Object.hasOwn(results, deployment) ? fieldsOf(results[deployment])["deployment"] : undefined;
  return typeof id === "number" ? id : null;
}
