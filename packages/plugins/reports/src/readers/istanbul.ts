import type { Covered, EvidenceReader, Json } from "@relspec/core";
import { factsOfJson, own, textOf } from "../walk-json.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** Istanbul's `coverage-final.json`: every file with its statements. A line ran as often as the statement on it that ran the least. */
export const istanbul: EvidenceReader = {
  summary: "JSON of Istanbul",
  gives: "coverage",
  fits: (head) => /^\s*\{/.test(head) && /"statementMap"/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, ["$.*", ...statedPaths], (give) => ({
      value: (path, value) => {
        if (path[0] === "relspec") {
          if (path.length === 2) statedAt(path, value, give);
          return;
        }
        const file = textOf(value, "path") ?? String(path[0]);
        const hits = linesIn(value);
        const hit = [...hits.values()].filter((count) => count > 0).length;
        give({
          kind: "coverage",
          path: file,
          lines: { found: hits.size, hit },
          branches: covered(
            Object.values(objectAt(value, "b")).flatMap((each) => (Array.isArray(each) ? (each as Json[]) : [])),
          ),
          functions: covered(Object.values(objectAt(value, "f"))),
          hits,
        });
      },
    })),
};

/** Istanbul's `coverage-summary.json`: sums only. */
export const istanbulSummary: EvidenceReader = {
  summary: "JSON summary of Istanbul",
  gives: "coverage",
  fits: (head) => /^\s*\{/.test(head) && /"total"\s*:\s*\{/.test(head) && /"pct"/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, ["$.total", ...statedPaths], (give) => {
      let seen = false;
      return {
        value: (path, value) => {
          if (statedAt(path, value, give)) return;
          seen = true;
          const [lines, branches, functions] = ["lines", "branches", "functions"].map((name) => sumAt(value, name));
          give({ kind: "coverage", path: null, lines, branches, functions } as never);
        },
        end: () => {
          if (!seen) throw new Error("it has no `total`");
        },
      };
    }),
};

function sumAt(value: Json, name: string): Covered {
  const [found, hit] = ["total", "covered"].map((key) => own(own(value, name), key));
  return { found: typeof found === "number" ? found : 0, hit: typeof hit === "number" ? hit : 0 };
}

function linesIn(value: Json): ReadonlyMap<number, number> {
  const counts = objectAt(value, "s");
  const hits = new Map<number, number>();
  for (const [id, place] of Object.entries(objectAt(value, "statementMap"))) {
    const line = own(own(place, "start"), "line");
    const count = Object.hasOwn(counts, id) ? counts[id] : undefined;
    if (typeof line !== "number" || typeof count !== "number") throw new Error("a statement in it has no count");
    hits.set(line, Math.min(hits.get(line) ?? Number.POSITIVE_INFINITY, count));
  }
  return hits;
}

function objectAt(value: Json, name: string): Readonly<Record<string, Json>> {
  const found = own(value, name);
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Record<string, Json>) : {};
}

function covered(counts: readonly Json[]): Covered {
  return { found: counts.length, hit: counts.filter((count) => typeof count === "number" && count > 0).length };
}
