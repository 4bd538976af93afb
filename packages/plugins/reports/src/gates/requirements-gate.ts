import { defineGate, traceOf } from "@relspec/core";
import { gather } from "../gather.ts";

/** How many are told one by one; how many there are is always told. */
const shown = 10;

/** Every requirement that must be is carried out by a change, and shown by its tests. */
export const requirementsGate = defineGate({
  summary: "Every requirement that must be fulfilled is.",
  shorthand: "must",
  options: {
    type: "object",
    additionalProperties: false,
    description: "What must be fulfilled, and how that is seen.",
    properties: {
      must: {
        type: "string",
        enum: ["covered"],
        default: "covered",
        description: "covered: a change of this release carries it out, and every test that it names has passed.",
      },
      orphans: {
        type: "string",
        enum: ["list", "refuse"],
        default: "list",
        description: "refuse: no change may be without a requirement.",
      },
      reports: {
        description: "Reports of tests; default those of the gates `tests`.",
        anyOf: [
          { type: "string", minLength: 1 },
          { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
        ],
      },
    },
  } as const,
  evaluate: async ({ orphans, reports }, context) => {
    const { spec, build } = context;
    if (spec.requirements.length === 0)
      return { verdict: "fail", missing: ["The spec has no `requirements`."], evidence: { requirements: [] } };
    if (build === null) return { verdict: "waiting", missing: ["There is nothing to release."], evidence: null };
    const trace = traceOf(spec.requirements, build.changes);
    const tests = new Map(
      spec.requirements.flatMap((each) => each.tests).map((name) => [name, { passed: 0, failed: 0, skipped: 0 }]),
    );
    const asked = reports ?? reportsOf(context.spec);
    const problems: string[] = [];
    if (tests.size > 0 && asked.length > 0) {
      const { problems: found } = await gather({ reports: asked, gives: "test" }, context, () => {
        const mine = new Map<string, { passed: number; failed: number; skipped: number }>();
        return {
          take: (fact) => {
            if (fact.kind !== "test") return;
            for (const name of tests.keys()) {
              if (fact.name !== name && !fact.name.endsWith(` ${name}`)) continue;
              const of = mine.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
              of[fact.state] += 1;
              mine.set(name, of);
            }
          },
          keep: () => {
            for (const [name, of] of mine) {
              const sum = tests.get(name) as typeof of;
              for (const state of ["passed", "failed", "skipped"] as const) sum[state] += of[state];
            }
          },
        };
      });
      problems.push(...found);
    }
    const missing = [...problems];
    for (const { id, title, must, changes, tests: names } of trace.requirements) {
      if (!must) continue;
      if (changes.length === 0) missing.push(`${id} (${title}) has no change in this release.`);
      for (const name of names) {
        const { passed = 0, failed = 0 } = tests.get(name) ?? {};
        if (failed > 0) missing.push(`${id} (${title}): the test "${name}" failed.`);
        else if (passed === 0) missing.push(`${id} (${title}): the test "${name}" has no result that passed.`);
      }
    }
    if (orphans === "refuse" && trace.orphans.length > 0) {
      const named = trace.orphans.slice(0, shown).map((commit) => commit.slice(0, 7));
      const rest = trace.orphans.length - named.length;
      missing.push(
        `${trace.orphans.length} changes belong to no requirement: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`,
      );
    }
    const evidence = {
      requirements: trace.requirements.map(({ id, must, changes, tests: names }) => ({
        id,
        must,
        changes: [...changes],
        tests: Object.fromEntries(names.map((name) => [name, { ...tests.get(name) }])),
      })),
      orphans: [...trace.orphans],
    };
    return { verdict: missing.length === 0 ? "pass" : "fail", missing, evidence };
  },
});

/** What the gates `tests` of the spec read, each once. */
function reportsOf({ stages }: { readonly stages: readonly StageLike[] }): readonly string[] {
  const gates = stages.flatMap((stage) => [...stage.gates, ...stage.environments.flatMap((each) => each.gates)]);
  return [
    ...new Set(
      gates
        .filter(({ kind }) => kind === "tests")
        .flatMap(({ options }) => options["reports"] as string | readonly string[]),
    ),
  ];
}

interface GatesLike {
  readonly gates: readonly { readonly kind: string; readonly options: Readonly<Record<string, unknown>> }[];
}
type StageLike = GatesLike & { readonly environments: readonly GatesLike[] };
