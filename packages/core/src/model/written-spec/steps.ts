import { duration, text, texts } from "./common.ts";

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
    when: text("A condition; the step is left out where it does not hold, in CEL: risk.tier == 'high'."),
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
  when: text("A condition; the gate holds only where it does, in CEL: risk.tier == 'high'."),
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
