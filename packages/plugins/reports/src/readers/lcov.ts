import type { CoverageFact, EvidenceReader } from "@relspec/core";
import { linesOf } from "../lines-of.ts";

const sums: Readonly<Record<string, readonly ["lines" | "branches" | "functions", "found" | "hit"]>> = {
  LF: ["lines", "found"],
  LH: ["lines", "hit"],
  BRF: ["branches", "found"],
  BRH: ["branches", "hit"],
  FNF: ["functions", "found"],
  FNH: ["functions", "hit"],
};

/** The tracefile of lcov, which most languages can write. */
export const lcov: EvidenceReader = {
  summary: "LCOV",
  gives: "coverage",
  fits: (head) => /^(?:TN:|SF:|LF:\d|LH:\d)/m.test(head) && !/^\s*[<{[]/.test(head),
  async *read(pieces) {
    let file = nothing();
    let any = false;
    for await (const each of linesOf(pieces)) {
      const line = each.trimEnd();
      if (line.startsWith("SF:")) file.path = line.slice(3);
      const [, key, digits] = /^(LF|LH|BRF|BRH|FNF|FNH):(\d{1,12})$/.exec(line) ?? [];
      if (key !== undefined) {
        const [what, how] = sums[key] as (typeof sums)[string];
        file[what][how] += Number(digits);
        any = true;
      }
      const [, number, count] = /^DA:(\d{1,9}),(-?\d{1,15})/.exec(line) ?? [];
      if (number !== undefined) file.hits.set(Number(number), (file.hits.get(Number(number)) ?? 0) + Number(count));
      const [, word, value] = /^# relspec\.(commit|digest): *(\S+)$/.exec(line) ?? [];
      if (word !== undefined) yield { kind: "build", [word]: value };
      if (line !== "end_of_record") continue;
      yield whole(file);
      any = false;
      file = nothing();
    }
    if (any) yield whole(file);
  },
};

interface Counted {
  path: string | null;
  readonly lines: { found: number; hit: number };
  readonly branches: { found: number; hit: number };
  readonly functions: { found: number; hit: number };
  readonly hits: Map<number, number>;
}

function nothing(): Counted {
  const zero = () => ({ found: 0, hit: 0 });
  return { path: null, lines: zero(), branches: zero(), functions: zero(), hits: new Map() };
}

function whole({ hits, ...rest }: Counted): CoverageFact {
  return { kind: "coverage", ...rest, ...(hits.size > 0 && { hits }) };
}
