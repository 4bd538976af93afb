import type { Environment } from "@marcbachmann/cel-js";
import { type ConditionFacts, conditionTypes, conditionValues } from "./condition-values.ts";

/** Why a text is no condition. */
export interface ConditionFault {
  readonly message: string;
  /** Which character of the text, from 1. */
  readonly column: number | null;
}

/** Conditions in the Common Expression Language: they cannot loop, call out or change anything. */
export interface Conditions {
  /** Null when it is a condition: well-formed, of known names, and true or false. */
  check(text: string): ConditionFault | null;
  /** @throws what keeps it from an answer, which its caller has to take for the stricter one. */
  holds(text: string, facts: ConditionFacts): boolean;
}

/** Nobody writes so much by hand; more is an attack on the parser. */
const limits = { maxAstNodes: 500, maxDepth: 30, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 8 };
const longest = 2000;

/** Loaded where a spec has conditions, and not before. */
export async function openConditions(): Promise<Conditions> {
  const cel = await import("@marcbachmann/cel-js");
  const environment: Environment = new cel.Environment({ limits });
  for (const [name, type] of Object.entries(conditionTypes)) {
    if (typeof type === "string") environment.registerVariable(name, type);
    else environment.registerVariable({ name, schema: { ...type } });
  }
  return {
    check(text) {
      if (text.length > longest) return { message: `it is longer than ${longest} characters`, column: null };
      try {
        const { valid, type, error } = environment.check(text);
        if (!valid) return faultOf(error);
        return String(type) === "bool"
          ? null
          : { message: `it gives ${String(type)} and not true or false`, column: null };
      } catch (error) {
        return faultOf(error);
      }
    },
    holds(text, facts) {
      const answer: unknown = environment.evaluate(text, conditionValues(facts));
      if (typeof answer === "boolean") return answer;
      throw new TypeError(`The condition gives ${typeof answer} and not true or false.`);
    },
  };
}

function faultOf(error: unknown): ConditionFault {
  const { summary, message, range } = error as {
    readonly summary?: string;
    readonly message?: string;
    readonly range?: { readonly start?: number };
  };
  const [first = ""] = (summary ?? message ?? String(error)).split("\n");
  return { message: first, column: typeof range?.start === "number" ? range.start + 1 : null };
}
