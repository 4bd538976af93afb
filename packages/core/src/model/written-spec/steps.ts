import { duration, listOrMap, open, text, texts } from "./common.ts";

export const step = {
  type: "object",
  additionalProperties: false,
  required: ["uses"],
  description: "One use of a plugin's action.",
  properties: {
    id: {
      type: "string",
      pattern: "^[A-Za-z0-9@][A-Za-z0-9@._:/-]*$",
      maxLength: 200,
      description: "Unique in its stage; default the action's name.",
    },
    uses: { type: "string", pattern: "^[^/\\s]+/[^/\\s]+$", description: "PLUGIN/ACTION, for example exec/run." },
    with: { type: "object", description: "The action's options." },
    needs: texts("Ids of steps that must be done first. Without it, a step comes after the one before it in the list."),
    when: open("A condition; the step is left out where it does not hold."),
    retry: {
      type: "object",
      additionalProperties: false,
      description: "How often it is tried where trying again may help.",
      properties: {
        attempts: { type: "integer", minimum: 1, maximum: 20, description: "Tries in all; 1 is no retry." },
        delay: { ...duration, description: "First wait; it doubles each time." },
      },
    },
    timeout: { ...duration, description: "How long it may take, for example PT10M." },
    critical: { type: "boolean", description: "false: its failure does not fail the release." },
  },
} as const;

/** The keys of a gate besides the one that names its kind. */
export const gateKeys = {
  id: {
    type: "string",
    pattern: "^[A-Za-z0-9@][A-Za-z0-9@._:/-]*$",
    maxLength: 200,
    description: "Unique in its stage; default made from its kind.",
  },
  when: open("A condition; the gate holds only where it does."),
  owner: text("Who looks after this gate."),
  because: text("Why it is there; shown by `relspec explain gate`."),
} as const;

const gate = { type: "object", description: "A condition: one key names its kind.", properties: gateKeys } as const;

export const gates = {
  type: "array",
  items: gate,
  description: "Conditions that must hold before the steps.",
} as const;

export const steps = {
  type: "array",
  items: step,
  description: "What is done, in this order, before the steps that plugins contribute.",
} as const;

const environment = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: text("Name of the environment."),
    requires: texts("Environments that must be done before."),
    gates,
    steps,
    rings: open("Parts of the environment that are deployed to one after the other."),
    soak: open("How long it must have run well before the next one."),
    window: open("Name of the window it may be deployed in."),
    verify: open("How it is verified."),
    "on-failure": open("What happens when verification fails."),
  },
} as const;

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
        channel: open("Channel the candidate goes to."),
        cohort: open("Who accepts it."),
        until: open("How long."),
        minimum: open("How much feedback is needed."),
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
