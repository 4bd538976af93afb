import { setTimeout as sleep } from "node:timers/promises";
import { RelspecError } from "../errors/index.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { defineAction } from "../plugin/action.ts";
import type { ReadContext } from "../plugin/context.ts";
import { unseen } from "../plugin/finding.ts";
import { type Measure, measureAddress, measureProgram } from "./measure.ts";

/** Everything a verification needs. Times are milliseconds. */
interface Verification extends JsonObject {
  readonly command: readonly string[] | null;
  readonly http: ({ readonly url: string } & JsonObject) | null;
  readonly success: number;
  readonly failure: number;
  readonly inconclusive: number;
  readonly delay: number;
  readonly every: number;
  readonly timeout: number;
}

const whole = (description: string, minimum: number) => ({ type: "integer", minimum, description }) as const;

/**
 * Measure again and again until one limit is reached: as many passes, failures, or measures that tell nothing, as the spec
 * says. It changes nothing, so that it is begun anew after a crash, and there is nothing to take back.
 */
export const verify = defineAction({
  summary: "Measure whether an environment runs well.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["success", "failure", "inconclusive", "delay", "every", "timeout"],
    description: "Made from `verify` of an environment.",
    properties: {
      command: { type: "array", minItems: 1, items: { type: "string", template: true }, description: "Program." },
      http: {
        type: "object",
        additionalProperties: false,
        required: ["url"],
        description: "An address and what it must answer.",
        properties: {
          url: { type: "string", template: true, description: "Address." },
          expect: whole("Status of the answer.", 100),
          contains: { type: "string", template: true, description: "Text of the answer." },
          at: { type: "string", description: "JSON Pointer of a number in the answer." },
          min: { type: "number", description: "It may not be below." },
          max: { type: "number", description: "It may not be above." },
        },
      },
      success: whole("How many must pass.", 1),
      failure: whole("How many may fail.", 1),
      inconclusive: whole("How many may tell nothing.", 1),
      delay: whole("Milliseconds before the first measure.", 0),
      every: whole("Milliseconds between two measures.", 0),
      timeout: whole("Milliseconds that one may take.", 1),
    },
  } as const,
  effect: "A",
  retry: { attempts: 1, delay: 1000 },
  plan: ({ command, http, ...limits }) => {
    const target: Verification = { command: command ?? null, http: (http as Verification["http"]) ?? null, ...limits };
    return { summary: `verify ${target.http?.url ?? `\`${(command ?? []).join(" ")}\``}`.slice(0, 160), target };
  },
  check: () => unseen,
  apply: async (target: Verification, context): Promise<Json> => {
    const counts = { pass: 0, fail: 0, inconclusive: 0 };
    const measures: string[] = [];
    await sleep(target.delay, undefined, { signal: context.signal });
    for (;;) {
      const { verdict, said } = await measure(target, context);
      counts[verdict] += 1;
      measures.push(said);
      context.log(`${verdict}: ${said}`);
      if (counts.pass >= target.success) return { measures, ...counts };
      if (counts.fail >= target.failure) throw failed(said, counts);
      if (counts.inconclusive >= target.inconclusive) throw inconclusive(said, counts);
      await sleep(target.every, undefined, { signal: context.signal });
    }
  },
  undo: () => null,
});

function measure(target: Verification, context: ReadContext): Promise<Measure> {
  return target.http === null
    ? measureProgram(target.command ?? [], target.timeout, context)
    : measureAddress(target.http, target.timeout, context);
}

function failed(said: string, counts: JsonObject): RelspecError {
  return new RelspecError("RS_STEP_VERIFICATION", {
    message: `Verification failed: ${said}`,
    details: counts,
    suggestions: ["Mend what is wrong, then `relspec run`."],
  });
}

function inconclusive(said: string, counts: JsonObject): RelspecError {
  return new RelspecError("RS_GATE_INCONCLUSIVE", {
    message: `Verification could not tell: ${said}`,
    details: counts,
    suggestions: ["Let it be measured again: `relspec run`."],
  });
}
