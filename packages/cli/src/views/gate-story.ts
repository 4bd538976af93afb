import type { GateStory } from "../services/find-gate.ts";
import { indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { count, markOfGate, shortTime } from "./words.ts";

/** A gate, what it takes, and what was decided. */
export function renderGateStory(gate: GateStory, style: Style): string {
  const verdict = gate.verdict === "pass" ? "open" : gate.verdict;
  const of = gate.release === null ? "in the plan; no release is open" : `of ${plainLine(gate.release)}`;
  const line = (name: string, text: string | undefined) =>
    text === undefined ? [] : indented(`${style.dim(name)} ${plainLine(text, 2000)}`, style.width);
  const { written, who, waivers, history } = gate.insight;
  return [
    `${markOfGate(gate.verdict, style)} ${style.bold(plainLine(gate.id))}  ${verdict}  ${style.dim(of)}`,
    ...line("kind", gate.kind),
    ...line("options", JSON.stringify(gate.options)),
    ...line("owner", gate.owner),
    ...line("because", gate.because),
    ...line("when", gate.when),
    ...line("written", written === null ? undefined : `${written.file}, line ${written.line}`),
    ...line("waived by", waivers.length === 0 ? undefined : waivers.join(" or ")),
    ...(gate.missing.length === 0
      ? []
      : ["", style.bold("Missing"), ...gate.missing.flatMap((missing) => indented(plainLine(missing), style.width))]),
    ...(who.could.length + who.not.length === 0 ? [] : ["", style.bold("Who could approve")]),
    ...who.could.map(({ person, roles }) => `  ${plainLine(person, 120)} as ${plainLine(roles.join(" or "), 120)}`),
    ...who.not.map(
      ({ person, because }) => `  ${style.dim(`not ${plainLine(person, 120)}, who ${plainLine(because)}`)}`,
    ),
    ...renderHistory(history, style),
    ...(gate.decisions.length === 0 ? [] : ["", style.bold("Decisions")]),
    ...gate.decisions.map(
      ({ kind, by, at, reason }) =>
        `  ${kind} by ${plainLine(by.name, 80)}, ${shortTime(at)}${reason === null ? "" : `: ${plainLine(reason)}`}`,
    ),
  ].join("\n");
}

const shownReleases = 10;

function renderHistory(history: GateStory["insight"]["history"], style: Style): readonly string[] {
  if (history.length === 0) return [];
  const stopped = history.filter((each) => each.stopped).length;
  const total = history.reduce((sum, { waited }) => sum + (waited ?? 0), 0);
  const left = history.length - shownReleases;
  return [
    "",
    style.bold("What it has cost"),
    `  ${count(history.length, "release")} came to it, and waited ${spanOf(total)} in all; it ${stopped === 0 ? "never stopped anything" : `stopped ${stopped}`}`,
    ...(left > 0 ? [`  ${style.dim(`the last ${shownReleases}:`)}`] : []),
    ...history
      .slice(-shownReleases)
      .map(
        ({ version, waited, verdict, stopped: wasStopped }) =>
          `  ${plainLine(version, 60)}  ${waited === null ? "waits" : waited === 0 ? "no wait" : spanOf(waited)}  ${style.dim(`${verdict === "pass" ? "open" : verdict}${wasStopped ? ", stopped" : ""}`)}`,
      ),
  ];
}

/** `3 d 4 h`, `12 min`, `5 s`: the two largest parts. */
function spanOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.filter(([number]) => number > 0).slice(0, 2);
  return shown.length === 0 ? "0 s" : shown.map(([number, unit]) => `${number} ${unit}`).join(" ");
}
