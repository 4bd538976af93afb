import { acceptance } from "./acceptance.ts";
import { listOrMap } from "./common.ts";
import { environment } from "./environment.ts";
import { gates, steps } from "./steps.ts";

const stage = { gates, steps } as const;
const plainStage = (description: string) =>
  ({ type: "object", additionalProperties: false, description, properties: stage }) as const;

export const stages = {
  type: "object",
  additionalProperties: false,
  description: "The stages of a release, each with gates before it and steps in it.",
  properties: {
    plan: plainStage("The release has been planned."),
    build: plainStage("Artifacts are built and packed, once."),
    accept: {
      type: "object",
      additionalProperties: false,
      description: "Users accept a candidate.",
      properties: {
        ...stage,
        ...acceptance,
      },
    },
    prepare: plainStage("Quality and approvals before deployment."),
    deploy: {
      type: "object",
      additionalProperties: false,
      description: "The release becomes public, environment by environment.",
      properties: { ...stage, environments: listOrMap(environment, "In the order they are deployed to.") },
    },
    assess: plainStage("The deployment is assessed."),
  },
} as const;
