import { defineGate } from "../plugin/gate.ts";
import { mendedBy } from "./mended-by.ts";

/** What was found and is to be fixed now is fixed in this candidate. */
export const fixes = defineGate({
  summary: "Everything that is to be fixed now is fixed in this candidate.",
  options: {
    type: "object",
    additionalProperties: false,
    description: "It has no options.",
    properties: {},
  } as const,
  evaluate: (_, { feedback, build, spec }) => {
    if (!spec.acceptance || build === null)
      return { verdict: "waiting", missing: ["There is no candidate."], evidence: null };
    const asked = feedback.filter(({ disposition }) => disposition?.kind === "fix-now");
    const mapped = asked.map((item) => ({ id: item.id, changes: mendedBy(item, build.changes) }));
    const bare = mapped.filter(({ changes }) => changes.length === 0);
    const evidence = { fixes: mapped.map(({ id, changes }) => ({ id, changes: [...changes] })) };
    return bare.length === 0
      ? { verdict: "pass", missing: [], evidence }
      : {
          verdict: "fail",
          missing: bare.map(({ id }) => `${id} is to be fixed now, and no change of this candidate names it.`),
          evidence,
        };
  },
});
