import type { ReleaseRecord, ReleaseSummary, Status } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import { stepRows } from "./record.ts";
import { wayOn } from "./run-result.ts";
import type { Style } from "./style.ts";
import { markOfGate, markOfOutcome, nameOfStage, shortTime } from "./words.ts";

/** Where the release is. */
export function renderStatus({ open, changed = [], last, waitingFor, holder }: Status, style: Style): string {
  if (open === null) {
    const before = last === null ? "Nothing has been released yet." : `Last: ${renderSummary(last, style)}`;
    return [`${style.dim(style.symbols.dot)} No release is open.`, `  ${before}`].join("\n");
  }
  const held =
    holder === null
      ? []
      : [
          `  ${style.cyan(style.symbols.next)} moved by process ${holder.pid} on ${plainLine(holder.host, 80)} until ${shortTime(holder.until)} at least`,
        ];
  return [
    `${markOfOutcome(open.outcome, style)} ${style.bold(`${plainLine(open.name)} ${plainLine(open.version)}`)}  open since ${shortTime(open.openedAt)}, by ${plainLine(open.openedBy.name, 80)}`,
    ...held,
    ...changed.flatMap((line) => indented(`${style.yellow(style.symbols.warning)} ${plainLine(line)}`, style.width)),
    ...renderStages(open, style),
    ...(waitingFor.length === 0 ? [] : ["", style.bold("Waits for")]),
    ...waitingFor.flatMap(({ id, verdict, missing }) => [
      `  ${markOfGate(verdict, style)} ${plainLine(id)}`,
      ...missing.flatMap((line) => indented(plainLine(line), style.width, 4)),
      ...(id.includes("approval") ? renderSuggestion(wayOn({ id, verdict }), style, 4) : []),
    ]),
    ...(last === null ? [] : ["", style.dim(`Before: ${renderSummary(last, style)}`)]),
  ].join("\n");
}

function renderStages(open: ReleaseRecord, style: Style): readonly string[] {
  return open.plan.stages
    .filter(({ steps, gates }) => steps.length + gates.length > 0)
    .flatMap((stage) => ["", style.bold(nameOfStage(stage)), ...columns(stepRows(open, stage, style), style.width)]);
}

function renderSummary({ name, version, outcome, closedAt, openedAt }: ReleaseSummary, style: Style): string {
  return `${markOfOutcome(outcome, style)} ${plainLine(name)} ${plainLine(version)} ${outcome} ${shortTime(closedAt ?? openedAt)}`;
}
