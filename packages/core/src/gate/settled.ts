import { defineGate, type GateKind } from "../plugin/gate.ts";

/** A gate that opens once people have said something of every item: a lesson is acknowledged, a carry-over decided on. */
function settled(summary: string, say: (item: { readonly id: string; readonly text: string }) => string): GateKind {
  return defineGate({
    summary,
    options: {
      type: "object",
      additionalProperties: false,
      required: ["items"],
      description: "What releases before have left behind. It is put into a plan by itself.",
      properties: {
        items: {
          type: "array",
          description: "Each with its id.",
          items: {
            type: "object",
            additionalProperties: false,
            required: ["id", "text"],
            properties: {
              id: { type: "string", description: "Its id." },
              text: { type: "string", description: "What it says." },
            },
          },
        },
      },
    } as const,
    evaluate: ({ items }, { record }) => {
      const known = new Set(record?.settled);
      const open = items.filter(({ id }) => !known.has(id));
      const evidence = items.filter(({ id }) => known.has(id)).map(({ id }) => id);
      return record !== null && open.length === 0
        ? { verdict: "pass", missing: [], evidence }
        : {
            verdict: "waiting",
            missing: open.length === 0 ? ["The release is not open yet."] : open.map(say),
            evidence,
          };
    },
  });
}

export const lessons = settled(
  "Lessons of earlier releases are acknowledged.",
  ({ id, text }) => `${id} is not acknowledged: ${text.slice(0, 300)} (relspec lesson ack ${id})`,
);

export const carryOvers = settled(
  "Issues that earlier releases left behind are decided on.",
  ({ id, text }) =>
    `${id} is undecided: ${text.slice(0, 300)} (relspec carry decide ${id} --as fix-now|defer|reject --reason TEXT)`,
);
