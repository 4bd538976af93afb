import type { Engine, PlannedStage, ReleaseRecord, StepRecord } from "@relspec/core";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { markOfGate, markOfOutcome, nameOfStage, shortHash, shortId, shortTime } from "./words.ts";

/** One release whole. */
export function renderRecord(record: Awaited<ReturnType<Engine["show"]>>, style: Style): string {
  const { plan } = record;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  const closed = record.closedAt === null ? "open" : `${record.outcome} ${shortTime(record.closedAt)}`;
  return [
    `${markOfOutcome(record.outcome, style)} ${style.bold(`${plainLine(record.name)} ${plainLine(record.version)}`)}  ${closed}`,
    `  ${style.dim(`${plainLine(record.id)} ${style.symbols.dot} commit ${shortHash(plan.base.commit)} ${style.symbols.dot} plan ${shortHash(plan.digest)}`)}`,
    `  opened ${shortTime(record.openedAt)} by ${plainLine(record.openedBy.name, 80)}`,
    ...section(
      "Packages",
      columns(
        plan.packages.map(({ name, from, to }) => [
          plainLine(name, 80),
          `${plainLine(from ?? "new")} ${style.symbols.arrow} ${plainLine(to)}`,
        ]),
        style.width,
      ),
    ),
    ...section(
      "Decisions",
      columns(
        record.decisions.map((decision) => decisionRow(decision, style)),
        style.width,
      ),
    ),
    ...record.earlier.flatMap((before) =>
      section(
        `Attempt ${before.attempt}: ${before.outcome}`,
        columns(
          [
            [
              `${markOfOutcome(before.outcome, style)} opened`,
              style.dim(shortTime(before.openedAt)),
              `by ${plainLine(before.openedBy.name, 80)}`,
            ],
            ...before.decisions.map((decision) => decisionRow(decision, style)),
          ],
          style.width,
        ),
      ),
    ),
    ...plan.stages.flatMap((stage) =>
      section(nameOfStage(stage), columns(stepRows(record, stage, style), style.width)),
    ),
    ...section(
      "Events",
      columns(
        record.log.map(({ seq, at, type, actor }) => [
          String(seq).padStart(4),
          style.dim(shortTime(at)),
          type,
          style.dim(plainLine(actor.name, 60)),
        ]),
        style.width,
      ),
    ),
  ].join("\n");
}

/** Gates and steps of a stage as the record has them. */
export function stepRows(record: ReleaseRecord, stage: PlannedStage, style: Style): readonly (readonly string[])[] {
  const name = nameOfStage(stage);
  const gates = stage.gates.map(({ id, verdict: planned }) => {
    const verdict = record.gates[id]?.verdict ?? planned;
    return [
      `${markOfGate(verdict, style)} ${style.dim("gate")} ${shortId(id, name)}`,
      verdict === "pass" ? "open" : verdict,
    ];
  });
  const steps = stage.steps.map((step) => {
    const found = record.steps[step.id];
    return [`${markOf(found, style)} ${shortId(step.id, name)}`, `${plainLine(step.summary)}${remarkOf(found, style)}`];
  });
  return [...gates, ...steps];
}

function markOf(step: StepRecord | undefined, style: Style): string {
  const { symbols } = style;
  const marks = {
    "to-do": style.dim(symbols.open),
    intended: style.yellow(symbols.unknown),
    done: style.green(symbols.done),
    failed: style.red(symbols.failed),
    undone: style.dim(symbols.undone),
  };
  return marks[step?.state ?? "to-do"];
}

function remarkOf(step: StepRecord | undefined, style: Style): string {
  if (step === undefined) return "";
  if (step.error && step.state === "failed")
    return ` ${style.red(`${step.error.code} ${plainLine(step.error.message, 300)}`)}`;
  return step.adopted ? style.dim(" (found already there)") : "";
}

function decisionRow(decision: ReleaseRecord["decisions"][number], style: Style): readonly string[] {
  const mark = decision.kind === "approved" ? style.green(style.symbols.done) : style.red(style.symbols.failed);
  const reason = decision.reason === null ? "" : `: ${plainLine(decision.reason)}`;
  return [
    `${mark} ${plainLine(decision.gate)}`,
    style.dim(shortTime(decision.at)),
    `${decision.kind} by ${plainLine(decision.by.name, 80)}${reason}`,
  ];
}
