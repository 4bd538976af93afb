import type { CheckupAnswer, Engine } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { count } from "./words.ts";

/** What was examined, what was found, and the remedies. */
export function renderDoctor(checks: Awaited<ReturnType<Engine["doctor"]>>, style: Style): string {
  if (checks.length === 0) return `${style.dim(style.symbols.dot)} No plugin has anything to examine.`;
  const widest = Math.max(...checks.map(({ title }) => plainLine(title, 60).length));
  const lines = checks.flatMap(({ verdict, title, message, fix }) => [
    ...columns(
      [[markOf(verdict, style), plainLine(title, 60).padEnd(widest), plainLine(message, 1000)]],
      style.width,
      0,
      1,
    ),
    ...(fix ?? []).flatMap((remedy) => renderSuggestion(remedy, style, 2)),
  ]);
  const failed = checks.filter(({ verdict }) => verdict === "failed").length;
  const warnings = checks.filter(({ verdict }) => verdict === "warning").length;
  const verdict =
    failed > 0
      ? style.red(`${count(failed, "thing")} must be mended before a release.`)
      : style.green("Ready for a release.") + (warnings > 0 ? ` ${count(warnings, "warning")}.` : "");
  return [...lines, "", verdict].join("\n");
}

function markOf(verdict: CheckupAnswer["verdict"], style: Style): string {
  const { symbols } = style;
  const marks = {
    ok: style.green(symbols.done),
    warning: style.yellow(symbols.warning),
    failed: style.red(symbols.failed),
    skipped: style.dim(symbols.dot),
  };
  return marks[verdict];
}
