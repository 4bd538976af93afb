import type { TickResult } from "@relspec/core";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { shortTime } from "./words.ts";

/** What was told, how each control stands, and what a run would find open. */
export function renderTick({ release, controls, escalated, ready }: TickResult, style: Style): string {
  if (release === null) return `${style.dim(style.symbols.dot)} No release is open, so nothing is due.`;
  const { done, failed, waiting, next } = style.symbols;
  const mark = { met: style.green(done), open: waiting, overdue: style.red(failed) } as const;
  return [
    ...controls.map(({ id, state, due, missing }) =>
      [
        mark[state],
        style.bold(plainLine(id)),
        state,
        style.dim(`due ${shortTime(due)}`),
        missing.map((gate) => plainLine(gate)).join(", "),
      ]
        .filter((part) => part !== "")
        .join("  "),
    ),
    ...escalated.map(({ control, rung, role, to }) => {
      const who =
        to.length > 0 ? `${role} was told (${to.join(", ")})` : `${role} is on record; no plugin could tell anyone`;
      return `${next} ${plainLine(control)}, rung ${rung}: ${plainLine(who, 300)}`;
    }),
    ...ready.map((gate) => `${next} ${plainLine(gate)} may be open now: relspec run`),
    ...(controls.length + escalated.length + ready.length === 0
      ? [`${style.dim(style.symbols.dot)} Nothing is due.`]
      : []),
  ].join("\n");
}
