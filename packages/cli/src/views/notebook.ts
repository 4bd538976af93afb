import type { CarryOver, Incident, Lesson } from "@relspec/core";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { shortTime } from "./words.ts";

export function renderIncidents(incidents: readonly Incident[], style: Style): string {
  if (incidents.length === 0) return `${style.dim(style.symbols.dot)} There are no incidents.`;
  const rows = incidents.map(({ id, version, severity, summary, startedAt, resolvedAt }) => [
    `${resolvedAt === null ? style.red(style.symbols.failed) : style.green(style.symbols.done)} ${plainLine(id, 60)}`,
    plainLine(version, 60),
    severity,
    `${shortTime(startedAt)} ${resolvedAt === null ? "and goes on" : `to ${shortTime(resolvedAt)}`}`,
    plainLine(summary, 200),
  ]);
  return columns(rows, style.width).join("\n");
}

export function renderLessons(lessons: readonly Lesson[], style: Style): string {
  if (lessons.length === 0) return `${style.dim(style.symbols.dot)} There are no lessons.`;
  const rows = lessons.map(({ id, tags, text }) => [
    plainLine(id),
    plainLine(tags.join(", "), 80),
    plainLine(text, 300),
  ]);
  return columns(rows, style.width).join("\n");
}

export function renderCarryOvers(items: readonly CarryOver[], style: Style): string {
  if (items.length === 0) return `${style.dim(style.symbols.dot)} Nothing is left to the next release.`;
  const rows = items.map(({ id, decision, text }) => [
    `${decision === null ? style.yellow(style.symbols.waiting) : style.green(style.symbols.done)} ${plainLine(id, 60)}`,
    decision === null ? "undecided" : `${decision.as}: ${plainLine(decision.reason, 120)}`,
    plainLine(text, 300),
  ]);
  return columns(rows, style.width).join("\n");
}
