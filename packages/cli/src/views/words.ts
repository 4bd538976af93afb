import type { PlannedStage, ReleaseOutcome, RunResult, StepState, Verdict } from "@relspec/core";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** The mark before a step as planning found it. */
export function markOfStep(state: StepState, style: Style): string {
  const { symbols } = style;
  const marks: Readonly<Record<StepState, string>> = {
    "to-do": style.dim(symbols.open),
    done: style.green(symbols.done),
    conflict: style.red(symbols.failed),
    unknown: style.yellow(symbols.unknown),
  };
  return marks[state];
}

/** The mark before a gate. */
export function markOfGate(verdict: Verdict, style: Style): string {
  if (verdict === "pass") return style.green(style.symbols.done);
  if (verdict === "waived") return style.yellow(style.symbols.done);
  return verdict === "waiting" ? style.yellow(style.symbols.waiting) : style.red(style.symbols.failed);
}

export function markOfOutcome(outcome: ReleaseOutcome | RunResult["outcome"], style: Style): string {
  const { symbols } = style;
  if (outcome === "released") return style.green(symbols.done);
  if (outcome === "open" || outcome === "waiting") return style.yellow(symbols.waiting);
  if (outcome === "failed" || outcome === "rejected") return style.red(symbols.failed);
  return style.dim(outcome === "nothing-to-release" ? symbols.dot : symbols.undone);
}

/** `deploy`, or `deploy/production`. */
export function nameOfStage({ name, environment, ring }: Pick<PlannedStage, "name" | "environment" | "ring">): string {
  const parts = [environment, ring].flatMap((part) => (part === undefined ? [] : [plainLine(part, 60)]));
  return [name, ...parts].join("/");
}

/** A full id without the stage it is in. */
export function shortId(id: string, stage: string): string {
  return plainLine(id.startsWith(`${stage}/`) ? id.slice(stage.length + 1) : id, 120);
}

/** Enough of a digest or an object id to tell it from the others. */
export function shortHash(hash: string): string {
  const [algorithm, hex] = hash.split(":");
  return hex === undefined
    ? plainLine(hash, 64).slice(0, 9)
    : `${plainLine(algorithm ?? "", 16)}:${plainLine(hex, 64).slice(0, 12)}`;
}

/** `2026-11-24 09:30` in UTC, from RFC 3339. */
export function shortTime(at: string): string {
  return `${plainLine(at, 40).slice(0, 16).replace("T", " ")} UTC`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
