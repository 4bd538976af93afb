import { defineGate } from "../plugin/gate.ts";

/** An address answers with the status that is expected. */
export const http = defineGate({
  summary: "An address answers as expected.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["url"],
    description: "An address and the status it must answer with.",
    properties: {
      url: { type: "string", pattern: "^https?://", description: "Address." },
      expect: { type: "integer", minimum: 100, maximum: 599, default: 200, description: "Status of the answer." },
    },
  },
  evaluate: async ({ url, expect }, { http: net }) => {
    const { status } = await net.get(url, { timeout: 15_000 });
    const evidence = { url, status };
    return status === expect
      ? { verdict: "pass", missing: [], evidence }
      : { verdict: "fail", missing: [`${url} answers ${status} instead of ${expect}.`], evidence };
  },
});
