import type { Plan, PlannedGate, PlannedPackage, PlannedStage, PlannedStep } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { columns, indented } from "./layout.ts";
import { permissionsLine } from "./permissions-line.ts";
import { plainLine, plainText } from "./plain.ts";
import { reasonKey } from "./reason-key.ts";
import type { Style } from "./style.ts";
import { count, markOfGate, markOfStep, nameOfStage, shortHash, shortId } from "./words.ts";

const notesExcerpt = 12;

/** The whole release, for people: what, why, in which order, and what stands in the way. */
export function renderPlan(plan: Plan, style: Style): string {
  const changes = new Map(plan.changes.map((change) => [reasonKey(change.id, change.rule), change]));
  if (plan.release === null) return renderNothing(plan, style);
  const stages = plan.stages.filter(({ gates, steps }) => gates.length + steps.length > 0);
  return [
    ...renderTitle(plan, style),
    ...section(
      "Packages",
      columns(
        plan.packages.map((found) => packageRow(found, changes, style)),
        style.width,
      ),
      style,
    ),
    ...section("Notes", renderNotes(plan.notes, style), style),
    ...stages.flatMap((stage) => section(nameOfStage(stage), renderStage(stage, style), style)),
    ...section(
      "Messages",
      columns(
        plan.messages.map((message) => messageRow(message, style)),
        style.width,
      ),
      style,
    ),
    ...renderRisk(plan, style),
    ...section("Permissions", renderPermissions(plan, style), style),
    ...section("Warnings", renderWarnings(plan, style), style),
    "",
    ...indented(renderNext(plan, style), style.width, 0),
  ].join("\n");
}

function renderNothing(plan: Plan, style: Style): string {
  return [
    `${style.dim(style.symbols.dot)} ${style.bold(plainLine(plan.name))}  nothing to release`,
    `  ${style.dim(`${renderBase(plan)} · ${count(plan.changes.length, "change")} since the last release, none asks for one`)}`,
    ...section("Warnings", renderWarnings(plan, style), style),
    ...(plan.changes.length > 0 ? ["", ...renderSuggestion("`relspec explain version` says why.", style)] : []),
  ].join("\n");
}

function renderTitle(plan: Plan, style: Style): readonly string[] {
  const { release } = plan;
  if (release === null) return [];
  const before = release.previous === null ? "the first release" : `after ${plainLine(release.previous)}`;
  const facts = [
    before,
    release.bump,
    release.type === "release" ? null : release.type,
    release.channel === null ? null : `channel ${plainLine(release.channel)}`,
    release.promotes === undefined ? null : `already on ${release.promotes.map(channelText).join(" and ")}`,
  ];
  return [
    `${style.bold(`${plainLine(release.name)} ${style.green(plainLine(release.version))}`)}  ${facts.filter((fact) => fact !== null).join(` ${style.symbols.dot} `)}`,
    ...indented(`${renderBase(plan)} ${style.symbols.dot} plan ${shortHash(plan.digest)}`, style.width, 0).map(
      style.dim,
    ),
  ];
}

function channelText(channel: string | null): string {
  return channel === null ? "the default channel" : `the channel ${plainLine(channel)}`;
}

function renderBase({ base }: Plan): string {
  return `${shortHash(base.commit)} on ${base.branch === null ? "no branch" : plainLine(base.branch, 80)}`;
}

type ChangesByReason = ReadonlyMap<string, Plan["changes"][number]>;

function packageRow(found: PlannedPackage, changes: ChangesByReason, style: Style): readonly string[] {
  const from = found.from === null ? "new" : plainLine(found.from);
  return [
    plainLine(found.name, 80),
    `${style.dim(`${from} ${style.symbols.arrow}`)} ${style.green(plainLine(found.to))}`,
    found.bump ?? "",
    style.dim(reasonText(found, changes)),
  ];
}

/** The reason that weighs most, and how many more there are. */
function reasonText(found: PlannedPackage, changes: ChangesByReason): string {
  const asking =
    found.reasons.find(
      ({ commit, rule }) => commit !== null && changes.get(reasonKey(commit, rule))?.bump === found.bump,
    ) ?? found.reasons[0];
  if (asking === undefined) return "";
  const change = asking.commit === null ? undefined : changes.get(reasonKey(asking.commit, asking.rule));
  const more = found.reasons.length > 1 ? ` and ${found.reasons.length - 1} more` : "";
  const detail = asking.detail === undefined ? "" : `: ${plainLine(asking.detail, 100)}`;
  if (change === undefined) return `${plainLine(asking.rule, 100)}${detail}${more}`;
  return `${plainLine(change.header, 72)} (${shortHash(change.id)})${more}`;
}

function renderNotes(notes: string, style: Style): readonly string[] {
  const lines = plainText(notes.slice(0, 50_000))
    .trim()
    .split("\n")
    .filter((line) => line.trim() !== "");
  if (notes.trim() === "") return [];
  const shown = lines.slice(0, notesExcerpt).flatMap((line) => indented(plainLine(line, 200), style.width));
  const left = lines.length - notesExcerpt;
  return left > 0 ? [...shown, `  ${style.dim(`${count(left, "more line")}: relspec notes`)}`] : shown;
}

function renderStage(stage: PlannedStage, style: Style): readonly string[] {
  const name = nameOfStage(stage);
  return [
    ...stage.gates.flatMap((gate) => renderGate(gate, name, style)),
    ...columns(
      stage.steps.map((step) => stepRow(step, name, style)),
      style.width,
    ),
  ];
}

function renderGate(gate: PlannedGate, stage: string, style: Style): readonly string[] {
  const verdict = gate.verdict === "pass" ? "open" : gate.verdict;
  const head = `  ${markOfGate(gate.verdict, style)} ${style.dim("gate")} ${shortId(gate.id, stage)}  ${style.dim(verdict)}`;
  const owner = gate.owner === undefined ? [] : indented(style.dim(`owner: ${plainLine(gate.owner)}`), style.width, 6);
  const because =
    gate.because === undefined ? [] : indented(style.dim(`because ${plainLine(gate.because)}`), style.width, 6);
  return [
    head,
    ...gate.missing.flatMap((missing) => indented(plainLine(missing), style.width, 6)),
    ...owner,
    ...because,
  ];
}

function stepRow(step: PlannedStep, stage: string, style: Style): readonly string[] {
  const later = Object.entries(step.knownAfter ?? {}).map(
    ([key, after]) => `${plainLine(key)} known after ${plainLine(after)}`,
  );
  const remarks = [
    ...(step.state === "done" ? ["already there"] : []),
    ...later,
    ...(step.critical ? [] : ["cannot fail the release"]),
  ];
  const found = step.stateReason === undefined ? "" : ` ${style.red(plainLine(step.stateReason))}`;
  const final = step.irreversible === undefined ? "" : ` ${style.yellow(`${style.symbols.final} final`)}`;
  const aside = remarks.length === 0 ? "" : ` ${style.dim(`(${remarks.join("; ")})`)}`;
  return [
    `${markOfStep(step.state, style)} ${shortId(step.id, stage)}`,
    `${plainLine(step.summary)}${final}${aside}${found}`,
  ];
}

function messageRow(message: Plan["messages"][number], style: Style): readonly string[] {
  const to = message.to
    .slice(0, 3)
    .map((address) => plainLine(address, 60))
    .join(", ");
  const more = message.to.length > 3 ? ` and ${message.to.length - 3} more` : "";
  return [
    plainLine(message.audience),
    style.dim(`when ${plainLine(message.moment)}, by ${plainLine(message.announcer)}`),
    `${to}${more}: ${plainLine(message.subject, 100)}`,
  ];
}

function renderRisk({ risk }: Plan, style: Style): readonly string[] {
  if (risk.reasons.length === 0) return [];
  return section(
    `Risk ${plainLine(risk.tier)}`,
    risk.reasons.flatMap((reason) => indented(plainLine(reason), style.width)),
    style,
  );
}

/** What the plugins of the steps may do outside; one that says nothing of it stands out. */
function renderPermissions({ permissions = [] }: Plan, style: Style): readonly string[] {
  return columns(
    permissions.map(({ plugin, declared }) => [
      plainLine(plugin, 60),
      declared === null
        ? style.yellow(`${style.symbols.warning} ${permissionsLine(null)}`)
        : style.dim(permissionsLine(declared)),
    ]),
    style.width,
  );
}

function renderWarnings({ warnings }: Plan, style: Style): readonly string[] {
  return warnings.flatMap(({ message, suggestions }) => [
    ...indented(`${style.yellow(style.symbols.warning)} ${plainLine(message, 1000)}`, style.width),
    ...suggestions.flatMap((suggestion) => renderSuggestion(suggestion, style, 4)),
  ]);
}

function renderNext(plan: Plan, style: Style): string {
  const steps = plan.stages.flatMap((stage) => stage.steps);
  const finals = steps.filter(({ irreversible, state }) => irreversible !== undefined && isLeft(state)).length;
  const conflicts = steps.filter(({ state }) => state === "conflict").length;
  if (conflicts > 0)
    return `${style.red(style.symbols.failed)} ${count(conflicts, "conflict")}: \`relspec run\` will refuse.`;
  if (plan.warnings.some(({ code }) => code === "RS_PLAN_OPEN"))
    return `${style.yellow(style.symbols.warning)} Another release is open, and comes first: see the warnings.  ${style.cyan(style.symbols.next)} relspec status`;
  if (plan.warnings.some(({ code }) => code === "RS_PLAN_BRANCH"))
    return `${style.yellow(style.symbols.warning)} Nothing is released from here: \`relspec run\` will refuse.`;
  const todo = steps.filter(({ state }) => isLeft(state)).length;
  const last = finals === 0 ? "" : `, ${finals} of them final (${style.yellow(style.symbols.final)})`;
  return `${count(todo, "step")} to do${last}.  ${style.cyan(style.symbols.next)} ${plan.release?.type === "rollback" ? `relspec rollback ${plainLine(plan.release.version)}` : "relspec run"}`;
}

/** What nobody can look up beforehand is done like what is known not to be there. */
function isLeft(state: PlannedStep["state"]): boolean {
  return state === "to-do" || state === "unknown";
}

function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0 ? [] : ["", style.bold(title), ...lines];
}
