import type { Decision } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { shortHash } from "./words.ts";

/** A decision that is now on record. */
export function renderDecision({ kind, gate, role, by, plan, onBehalfOf, until }: Decision, style: Style): string {
  const approved = kind !== "rejected";
  const mark = approved ? style.green(style.symbols.done) : style.red(style.symbols.failed);
  return [
    `${mark} ${style.bold(plainLine(gate))} ${kind} by ${plainLine(by.name, 80)}${by.email === null ? "" : ` <${plainLine(by.email, 120)}>`} as ${plainLine(role, 80)}${until === undefined ? "" : `, until ${plainLine(until, 40)}`}${onBehalfOf === undefined ? "" : `, for ${plainLine(onBehalfOf, 120)}`}`,
    `  ${style.dim(`for plan ${shortHash(plan)} ${style.symbols.dot} identity ${by.proof}${by.key === undefined ? "" : ` ${plainLine(by.key, 200)}`}`)}`,
    ...(approved ? renderSuggestion("relspec run", style) : []),
  ].join("\n");
}
