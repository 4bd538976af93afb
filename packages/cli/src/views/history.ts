import type { ReleaseSummary } from "@relspec/core";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { count, markOfOutcome, shortTime } from "./words.ts";

/** All releases, one on each line. */
export function renderHistory(releases: readonly ReleaseSummary[], style: Style): string {
  if (releases.length === 0) return `${style.dim(style.symbols.dot)} Nothing has been released yet.`;
  const rows = releases.map(({ version, name, type, outcome, openedAt, closedAt, packages, id }) => [
    `${markOfOutcome(outcome, style)} ${style.bold(plainLine(version, 60))}`,
    type === "rollback" ? `went back, ${outcome}` : outcome,
    style.dim(shortTime(closedAt ?? openedAt)),
    packages.length > 1 ? count(packages.length, "package") : plainLine(packages[0]?.name ?? name, 60),
    style.dim(plainLine(id)),
  ]);
  return columns(rows, style.width, 0).join("\n");
}
