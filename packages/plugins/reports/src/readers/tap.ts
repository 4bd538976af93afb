import type { EvidenceReader, Fact } from "@relspec/core";
import { linesOf } from "../lines-of.ts";

interface Level {
  /** Points at this depth since the last one above it. */
  points: number;
  failed: number;
  planned: number | null;
}

/** TAP 12 to 14. A point with subtests stands for them, so only the innermost points count, and those that a plan misses. */
export const tap: EvidenceReader = {
  summary: "TAP",
  gives: "test",
  fits: (head) => /^\s*(?:TAP version 1[234]|1\.\.\d+|(?:not )?ok\b)/m.test(head) && !/^\s*[<{[]/.test(head),
  async *read(pieces) {
    const levels: Level[] = [];
    let inYaml = false;
    for await (const line of linesOf(pieces)) {
      const [, indent = "", text = ""] = /^( *)(.*)$/.exec(line.trimEnd()) ?? [];
      if (inYaml) {
        inYaml = text !== "...";
        continue;
      }
      if (text === "---") {
        inYaml = true;
        continue;
      }
      const depth = Math.floor(indent.length / 4);
      if (text.startsWith("Bail out!")) {
        yield { kind: "test", name: text.slice(0, 200), state: "failed" };
        continue;
      }
      const [, key, value] = /^# relspec\.(commit|digest|kind|environment): *(\S+)$/.exec(text) ?? [];
      if (key !== undefined) yield { kind: "build", [key === "kind" ? "tests" : key]: value };
      const plan = /^1\.\.(\d{1,9})(?: *#.*)?$/.exec(text);
      if (plan) levelAt(levels, depth).planned = Number(plan[1]);
      const point = /^(not )?ok\b *\d* *-? *(.*)$/.exec(text);
      if (!point) continue;
      const inner = levels.splice(depth + 1);
      const level = levelAt(levels, depth);
      level.points += 1;
      const fact = factOf(point[1] !== undefined, point[2] ?? "");
      if (fact.state === "failed") level.failed += 1;
      const below = inner[0];
      if (!below || below.points === 0) yield fact;
      else {
        yield* unplanned(inner);
        // It failed of itself, in what is around its subtests.
        if (fact.state === "failed" && below.failed === 0) yield fact;
      }
    }
    yield* unplanned(levels);
  },
};

function levelAt(levels: Level[], depth: number): Level {
  while (levels.length <= depth && levels.length < 100) levels.push({ points: 0, failed: 0, planned: null });
  return levels.at(Math.min(depth, levels.length - 1)) as Level;
}

function factOf(isNot: boolean, text: string): Fact & { readonly kind: "test" } {
  const [, name = "", directive = ""] = /^(.*?)(?:(?<!\\)# *(skip|todo)\b.*)?$/i.exec(text) ?? [];
  const state = directive !== "" ? "skipped" : isNot ? "failed" : "passed";
  return { kind: "test", name: name.trim(), state };
}

/** Points that a plan promises and that are not there have failed. */
function* unplanned(levels: readonly Level[]): Iterable<Fact> {
  for (const { points, planned } of levels) {
    if (planned !== null && planned > points)
      yield { kind: "test", name: `${planned - points} of 1..${planned} that never ran`, state: "failed" };
  }
}
