import { defineGate } from "../plugin/gate.ts";
import { missingReport, readEvidence } from "./read-evidence.ts";

const measures = { lines: ["LF", "LH"], branches: ["BRF", "BRH"], functions: ["FNF", "FNH"] } as const;
type Measure = keyof typeof measures;
const names = Object.keys(measures) as readonly Measure[];

const percent = (what: string) =>
  ({ type: "number", minimum: 0, maximum: 100, description: `Percent of ${what} at the least.` }) as const;

/** Coverage in an LCOV file is at the least what is asked for. */
export const coverage = defineGate({
  summary: "Test coverage reaches a threshold.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["report"],
    description: "An LCOV file and thresholds in percent.",
    properties: {
      report: { type: "string", minLength: 1, description: "Path of the LCOV file." },
      lines: percent("lines"),
      branches: percent("branches"),
      functions: percent("functions"),
    },
  },
  evaluate: async (options, { files }) => {
    const report = await readEvidence(files, options.report);
    if (!report) return missingReport(options.report);
    const counts = countLcov(report.text);
    const asked = names.filter((name) => options[name] !== undefined);
    const actual = Object.fromEntries(
      asked.map((name) => [name, counts[name].found === 0 ? null : (100 * counts[name].hit) / counts[name].found]),
    );
    const evidence = {
      ...report.file,
      ...Object.fromEntries(
        Object.entries(actual).map(([name, value]) => [name, value === null ? null : Math.floor(value * 100) / 100]),
      ),
    };
    const missing = (asked.length === 0 ? names.slice(0, 1) : asked).flatMap((name) => {
      const { found, hit } = counts[name];
      const wanted = options[name] ?? 0;
      if (found === 0) return [`${options.report} counts no ${name}.`];
      if (hit > found) return [`${options.report} counts ${hit} ${name} as covered, of ${found}.`];
      // Whole numbers are compared, so that 79.999… is never rounded up to 80.
      return hit * 100 >= wanted * found
        ? []
        : [`${options.report}: ${name} ${(Math.floor((10_000 * hit) / found) / 100).toString()}%, below ${wanted}%.`];
    });
    return missing.length === 0 ? { verdict: "pass", missing, evidence } : { verdict: "fail", missing, evidence };
  },
});

function countLcov(text: string): Readonly<Record<Measure, { readonly found: number; readonly hit: number }>> {
  const sums: Record<string, number> = {};
  for (const [, key, digits] of text.matchAll(/^(LF|LH|BRF|BRH|FNF|FNH):(\d{1,12})\s*$/gm))
    sums[key as string] = (sums[key as string] ?? 0) + Number(digits);
  const of = (name: Measure) => ({ found: sums[measures[name][0]] ?? 0, hit: sums[measures[name][1]] ?? 0 });
  return { lines: of("lines"), branches: of("branches"), functions: of("functions") };
}
