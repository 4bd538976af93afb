import { defineGate, type Fact } from "@relspec/core";
import { gather } from "../gather.ts";
import { bound, reports } from "../options.ts";

/** How many names of failed tests are told and recorded; how many there are is always told. */
const shown = 10;

/** Tests ran, enough of them, and none too many failed. */
export const testsGate = defineGate({
  summary: "Tests ran, and none failed.",
  shorthand: "reports",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["reports"],
    description: "Reports of tests, and what they must say.",
    properties: {
      reports,
      kind: {
        type: "string",
        minLength: 1,
        description: "Kind of tests, for example scenario; a report that says that it is of another is left aside.",
      },
      environment: {
        type: "string",
        minLength: 1,
        description: "Environment they ran in; a report that says that it is of another is left aside.",
      },
      failed: { type: "integer", minimum: 0, default: 0, description: "How many may fail." },
      skipped: { type: "integer", minimum: 0, description: "How many may be skipped; default any number." },
      minimum: { type: "integer", minimum: 1, default: 1, description: "How many must pass at the least." },
      bound,
    },
  } as const,
  evaluate: async ({ reports: asked, kind, environment, failed, skipped, minimum, bound: mustSay }, context) => {
    const counted = { passed: 0, failed: 0, skipped: 0 };
    const failures: string[] = [];
    const required = new Map(namesAsked(context).map((name) => [name, { passed: 0, failed: 0, skipped: 0 }]));
    const { files, problems } = await gather(
      {
        reports: asked,
        gives: "test",
        bound: mustSay,
        ...(kind !== undefined && { tests: kind }),
        ...(environment !== undefined && { environment }),
      },
      context,
      () => {
        const mine = { passed: 0, failed: 0, skipped: 0 };
        const names: string[] = [];
        const found = new Map<string, typeof mine>();
        return {
          take: (fact: Fact) => {
            if (fact.kind !== "test") return;
            mine[fact.state] += 1;
            if (fact.state === "failed" && names.length < shown) names.push(fact.name.slice(0, 200));
            for (const name of required.keys()) {
              if (!isOf(name, fact.name)) continue;
              const of = found.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
              of[fact.state] += 1;
              found.set(name, of);
            }
          },
          keep: () => {
            add(counted, mine);
            failures.push(...names);
            for (const [name, of] of found) add(required.get(name) as typeof of, of);
          },
        };
      },
    );
    const what = kind === undefined ? "" : `${kind} `;
    const where = environment === undefined ? "" : ` in ${environment}`;
    const evidence = {
      files: files.map((file) => ({ ...file })),
      ...counted,
      ...(kind !== undefined && { kind }),
      ...(environment !== undefined && { environment }),
      ...(failures.length > 0 && { failures: failures.slice(0, shown) }),
      ...(required.size > 0 && { tests: Object.fromEntries(required) }),
    };
    const named = listOf(asked);
    const missing = [...problems];
    if (counted.failed > failed)
      missing.push(
        `${named}: ${failedSentence(counted.failed, failures)}; ${failed === 0 ? "none" : failed} may fail.`,
      );
    if (skipped !== undefined && counted.skipped > skipped)
      missing.push(
        `${named}: ${counted.skipped} ${what}tests were skipped; ${skipped === 0 ? "none" : skipped} may be.`,
      );
    const ran = counted.passed + counted.failed;
    if (missing.length === 0 && ran === 0 && counted.skipped > 0) {
      const all = `${named}: all ${counted.skipped} ${what}tests were skipped, so they say nothing.`;
      return { verdict: "inconclusive", missing: [all], evidence };
    }
    if (counted.passed < minimum && problems.length === 0)
      missing.push(
        ran === 0
          ? `${named}: there is no result of a ${what}test${where}; at least ${minimum} must pass.`
          : `${named}: ${counted.passed} ${what}tests passed${where}, below ${minimum}.`,
      );
    return { verdict: missing.length === 0 ? "pass" : "fail", missing, evidence };
  },
});

/** Tests that requirements of the spec name: how they ended is recorded by name. */
function namesAsked({ spec }: { readonly spec: object }): readonly string[] {
  const { requirements = [] } = spec as { readonly requirements?: readonly { readonly tests?: readonly string[] }[] };
  return [...new Set(requirements.flatMap(({ tests = [] }) => tests))];
}

/** The whole name, or its end after a blank, as suites stand before it. */
function isOf(asked: string, name: string): boolean {
  return name === asked || name.endsWith(` ${asked}`);
}

function add(sum: Record<"passed" | "failed" | "skipped", number>, more: typeof sum): void {
  for (const key of ["passed", "failed", "skipped"] as const) sum[key] += more[key];
}

function failedSentence(count: number, names: readonly string[]): string {
  const told = names.slice(0, shown).map((name) => JSON.stringify(name));
  const rest = count - told.length;
  return `${count} test${count === 1 ? "" : "s"} failed: ${told.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function listOf(asked: string | readonly string[]): string {
  return typeof asked === "string" ? asked : asked.join(", ");
}
