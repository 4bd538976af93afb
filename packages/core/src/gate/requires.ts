import { defineGate } from "../plugin/gate.ts";

/** Other environments, or earlier rings of the same, are verified and have run well for long enough. */
export const requires = defineGate({
  summary: "Other environments are verified and have soaked.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["verified"],
    description: "What must be verified before. `requires`, `rings` and `soak` of an environment make this gate.",
    properties: {
      verified: {
        type: "array",
        minItems: 1,
        description: "Environments or rings.",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["environment"],
          properties: {
            environment: { type: "string", minLength: 1, description: "Name of the environment." },
            ring: { type: "string", minLength: 1, description: "Its ring." },
            soak: { type: "number", minimum: 0, default: 0, description: "Milliseconds it must have been verified." },
          },
        },
      },
    },
  } as const,
  evaluate: ({ verified }, { record, now }) => {
    const found = verified.map(({ environment, ring, soak }) => {
      const name = ring === undefined ? environment : `${environment}, ring ${ring}`;
      const held = record?.held.find((each) => each.environment === environment);
      const stage = record?.stages.find(
        (each) => each.name === "deploy" && each.environment === environment && each.ring === ring,
      );
      if (held) return { name, since: null, missing: `${name} is not verified: ${held.reason}` };
      if (stage?.state !== "done" || stage.at === null)
        return { name, since: null, missing: `${name} is not verified yet.` };
      const left = Date.parse(stage.at) + soak - now().getTime();
      if (left <= 0) return { name, since: stage.at, missing: null };
      const until = new Date(Date.parse(stage.at) + soak).toISOString();
      return {
        name,
        since: stage.at,
        missing: `${name} is verified since ${stage.at}, and soaks until ${until}.`,
      };
    });
    const missing = found.flatMap((each) => (each.missing === null ? [] : [each.missing]));
    const evidence = found.map(({ name, since }) => ({ name, since }));
    return missing.length === 0 ? { verdict: "pass", missing, evidence } : { verdict: "waiting", missing, evidence };
  },
});
