import type { CalendarEntry, Conflict } from "@relspec/core";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { shortTime } from "./words.ts";

/** Everything that has a time, one on each line. */
export function renderCalendar(entries: readonly CalendarEntry[], style: Style): string {
  if (entries.length === 0) return `${style.dim(style.symbols.dot)} Nothing has a time.`;
  const rows = entries.map(({ title, kind, start, end, days, timezone }) => [
    days
      ? `${days.first}${days.first === days.last ? "" : ` to ${days.last}`}`
      : `${shortTime(start)}${end === null ? "" : ` to ${shortTime(end)}`}`,
    style.bold(plainLine(title, 100)),
    style.dim(kind),
    style.dim(days ? plainLine(timezone, 60) : ""),
  ]);
  return columns(rows, style.width, 0).join("\n");
}

/** Both sides of each conflict, and what they have in common. */
export function renderConflicts(conflicts: readonly Conflict[], style: Style): string {
  if (conflicts.length === 0) return `${style.symbols.done} Nothing is in the way of anything else.`;
  return conflicts
    .flatMap(({ kind, name, message }) => [
      `${style.red(style.symbols.failed)} ${style.bold(`${kind} ${plainLine(name, 80)}`)}`,
      ...indented(plainLine(message, 600), style.width),
    ])
    .join("\n");
}
