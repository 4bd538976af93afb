import { duration } from "../model/written-spec/common.ts";
import { defineGate } from "../plugin/gate.ts";
import { parseDuration } from "../time/parse-duration.ts";

/** A program says yes by exiting with 0. */
export const command = defineGate({
  summary: "A program exits with 0.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["argv"],
    description: "A program and its arguments.",
    properties: {
      argv: {
        type: "array",
        minItems: 1,
        items: { type: "string" },
        description: "Program and arguments; no shell reads them.",
      },
      timeout: { ...duration, description: "How long it may take, for example PT1M; default one minute." },
    },
  },
  evaluate: async ({ argv, timeout }, { query }) => {
    const every = Array.from({ length: 256 }, (_, code) => code);
    const { code, stdout, stderr } = await query(argv as readonly [string, ...string[]], {
      accept: every,
      timeout: parseDuration(timeout ?? "PT1M"),
    });
    const evidence = { argv, code };
    if (code === 0) return { verdict: "pass", missing: [], evidence };
    const said = (stderr || stdout).trim().split("\n").at(-1)?.slice(0, 300) ?? "";
    return {
      verdict: "fail",
      missing: [`\`${argv.join(" ")}\` exited with ${code}${said === "" ? "" : `: ${said}`}.`],
      evidence,
    };
  },
});
