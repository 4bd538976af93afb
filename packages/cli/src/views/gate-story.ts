import type { GateStory } from "../services/find-gate.ts";
import { indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { markOfGate, shortTime } from "./words.ts";

/** A gate, what it takes, and what was decided. */
export function renderGateStory(gate: GateStory, style: Style): string {
  const verdict = gate.verdict === "pass" ? "open" : gate.verdict;
  const of = gate.release === null ? "in the plan; no release is open" : `of ${plainLine(gate.release)}`;
  const line = (name: string, text: string | undefined) =>
    text === undefined ? [] : indented(`${style.dim(name)} ${plainLine(text, 2000)}`, style.width);
  return [
    `${markOfGate(gate.verdict, style)} ${style.bold(plainLine(gate.id))}  ${verdict}  ${style.dim(of)}`,
    ...line("kind", gate.kind),
    ...line("options", JSON.stringify(gate.options)),
    ...line("owner", gate.owner),
    ...line("because", gate.because),
    ...(gate.missing.length === 0
      ? []
      : ["", style.bold("Missing"), ...gate.missing.flatMap((missing) => indented(plainLine(missing), style.width))]),
    ...(gate.decisions.length === 0 ? [] : ["", style.bold("Decisions")]),
    ...gate.decisions.map(
      ({ kind, by, at, reason }) =>
        `  ${kind} by ${plainLine(by.name, 80)}, ${shortTime(at)}${reason === null ? "" : `: ${plainLine(reason)}`}`,
    ),
  ].join("\n");
}
