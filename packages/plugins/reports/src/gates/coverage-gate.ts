import { type Covered, defineGate } from "@relspec/core";
import { countChanged } from "../changed-coverage.ts";
import { gather } from "../gather.ts";
import { bound, reports } from "../options.ts";

const measures = ["lines", "branches", "functions"] as const;

const percent = (what: string) =>
  ({ type: "number", minimum: 0, maximum: 100, description: `Percent of ${what} at the least.` }) as const;

/** Coverage is at the least what is asked for: of all, or of the lines that changed since the last release. */
export const coverageGate = defineGate({
  summary: "Test coverage reaches a threshold.",
  shorthand: "report",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["report"],
    description: "Reports of coverage, and thresholds in percent.",
    properties: {
      report: reports,
      lines: percent("lines"),
      branches: percent("branches"),
      functions: percent("functions"),
      diff: percent("the lines that changed since the last release"),
      bound,
    },
  } as const,
  evaluate: async (options, context) => {
    const { report, diff, bound: mustSay } = options;
    const sums = { lines: zero(), branches: zero(), functions: zero() };
    const changed = diff === undefined ? null : await context.changedLines();
    const ofChanges = changed && countChanged(changed, context.root);
    let hasLines = false;
    const { files, problems } = await gather({ reports: report, gives: "coverage", bound: mustSay }, context, () => {
      const mine = { lines: zero(), branches: zero(), functions: zero() };
      return {
        take: (fact) => {
          if (fact.kind !== "coverage") return;
          for (const name of measures) add(mine[name], fact[name]);
          hasLines ||= fact.hits !== undefined;
          ofChanges?.take(fact);
        },
        keep: () => {
          for (const name of measures) add(sums[name], mine[name]);
        },
      };
    });
    const asked = measures.filter((name) => options[name] !== undefined);
    const named = typeof report === "string" ? report : report.join(", ");
    const missing = [...problems];
    for (const name of asked.length === 0 && diff === undefined ? measures.slice(0, 1) : asked)
      missing.push(...below(named, name, sums[name], options[name] ?? 0, problems));
    const total = ofChanges?.total();
    if (diff !== undefined && problems.length === 0) {
      if (!total)
        missing.push(
          `Which lines changed cannot be told here: no plugin knows, or the last release's tag is not in this clone.`,
        );
      else if (!hasLines)
        missing.push(`${named} does not tell of single lines, so that of the changed ones nothing is known.`);
      else if (total.hit * 100 < diff * total.found)
        missing.push(
          `${named}: ${shownPercent(total)}% of the ${total.found} changed lines, below ${diff}%: ${total.bare.join(", ")}${total.found - total.hit > total.bare.length ? " …" : ""}.`,
        );
    }
    const actual = Object.fromEntries(
      asked.map((name) => [name, sums[name].found === 0 ? null : shownPercent(sums[name])]),
    );
    const evidence = {
      files: files.map((file) => ({ ...file })),
      ...actual,
      ...(total && { diff: total.found === 0 ? null : shownPercent(total), changed: total.found }),
    };
    return { verdict: missing.length === 0 ? "pass" : "fail", missing, evidence };
  },
});

function below(
  report: string,
  name: string,
  { found, hit }: Covered,
  wanted: number,
  problems: readonly string[],
): readonly string[] {
  if (problems.length > 0) return [];
  if (found === 0) return [`${report} counts no ${name}.`];
  if (hit > found) return [`${report} counts ${hit} ${name} as covered, of ${found}.`];
  // Whole numbers are compared, so that 79.999… is never rounded up to 80.
  return hit * 100 >= wanted * found ? [] : [`${report}: ${name} ${shownPercent({ found, hit })}%, below ${wanted}%.`];
}

/** Rounded down, so that what is shown is never more than there is. */
function shownPercent({ found, hit }: Covered): number {
  return Math.floor((10_000 * hit) / found) / 100;
}

function zero(): { found: number; hit: number } {
  return { found: 0, hit: 0 };
}

function add(sum: { found: number; hit: number }, { found, hit }: Covered): void {
  sum.found += found;
  sum.hit += hit;
}
