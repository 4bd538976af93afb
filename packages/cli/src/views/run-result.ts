import type { PlannedGate, RunResult } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { indented } from "./layout.ts";
import { plainLine, plainText } from "./plain.ts";
import type { Style } from "./style.ts";
import { count, markOfGate, markOfOutcome, nameOfStage } from "./words.ts";

/** How a run ended, and what to do next. */
export function renderRunResult(result: RunResult, style: Style): string {
  const name =
    result.release === null
      ? ""
      : `${style.bold(`${plainLine(result.release.name)} ${plainLine(result.release.version)}`)} `;
  const head = `${markOfOutcome(result.outcome, style)} ${name}${sentence(result)}`;
  return [
    head,
    ...(result.release === null ? [] : [`  ${style.dim(tally(result))}`]),
    ...(result.changed ?? []).flatMap((line) =>
      indented(`${style.yellow(style.symbols.warning)} ${plainLine(line)}`, style.width),
    ),
    ...result.waitingFor.flatMap((gate) => renderGate(gate, style)),
    ...result.notCritical.flatMap(({ step, message, suggestions }) => [
      ...indented(
        `${style.yellow(style.symbols.warning)} ${plainLine(step)} did not succeed, and need not: ${plainLine(message)}`,
        style.width,
        0,
      ),
      ...suggestions.flatMap((suggestion) => renderSuggestion(suggestion, style)),
    ]),
    ...renderFailure(result, style),
  ].join("\n");
}

function sentence({ outcome, stage, release }: RunResult): string {
  const where = stage === null ? "" : ` ${nameOfStage(stage)}`;
  if (outcome === "released") return stage === null ? "is released" : `has come as far as${where}`;
  if (outcome === "waiting") return `waits${where === "" ? "" : ` before${where}`}`;
  if (outcome === "failed") return release === null ? "The run failed" : `stopped${where === "" ? "" : ` in${where}`}`;
  return outcome === "undone" ? "is taken back" : "Nothing to release";
}

function tally({ steps }: RunResult): string {
  const parts = [
    `${count(steps.done, "step")} done`,
    ...(steps.adopted > 0 ? [`${steps.adopted} of them found already there`] : []),
    ...(steps.failed > 0 ? [`${steps.failed} failed`] : []),
    ...(steps.left > 0 ? [`${steps.left} left`] : []),
  ];
  return parts.join(", ");
}

function renderGate(gate: RunResult["waitingFor"][number], style: Style): readonly string[] {
  const decide = gate.kind === "approval" ? renderSuggestion(wayOn(gate), style, 4) : [];
  return [
    "",
    `  ${markOfGate(gate.verdict, style)} ${plainLine(gate.id)}`,
    ...gate.missing.flatMap((missing) => indented(plainLine(missing), style.width, 4)),
    ...decide,
  ];
}

/** What opens an approval: a person's word, or after a rejection nothing but another plan. */
export function wayOn({ id, verdict }: Pick<PlannedGate, "id" | "verdict">): string {
  return verdict === "waiting" ? `relspec approve ${plainLine(id)}` : "relspec undo   # then commit what was asked for";
}

function renderFailure({ error }: RunResult, style: Style): readonly string[] {
  if (error === undefined) return [];
  const at = error.step === undefined ? "" : `  ${plainLine(error.step)}`;
  return [
    "",
    `  ${style.red(error.code)}${at}`,
    ...indented(plainText(error.message.slice(0, 20_000)), style.width),
    ...error.suggestions.flatMap((suggestion) => renderSuggestion(suggestion, style)),
  ];
}
