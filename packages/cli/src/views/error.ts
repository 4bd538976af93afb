import type { Diagnostic } from "@relspec/core";
import type { ErrorReport } from "../describe-error.ts";
import { indented } from "./layout.ts";
import { plainLine, plainText } from "./plain.ts";
import type { Style } from "./style.ts";

/** An error for people: what is wrong, where, and what to do. */
export function renderError(report: ErrorReport, style: Style, { verbose }: { readonly verbose: boolean }): string {
  const [only] = report.diagnostics;
  // One finding says what the error says, and where.
  const message = report.diagnostics.length === 1 && only?.message === report.message ? "" : report.message;
  const lines = [
    `${style.red(style.symbols.failed)} ${style.bold(style.red(report.code))}`,
    ...(message === "" ? [] : indented(plainText(message.slice(0, 20_000)), style.width)),
    ...report.diagnostics.flatMap((diagnostic) => ["", ...renderDiagnostic(diagnostic, style)]),
  ];
  const shown = new Set(report.diagnostics.flatMap(({ suggestions }) => suggestions));
  const left = report.suggestions.filter((suggestion) => !shown.has(suggestion));
  if (left.length > 0) lines.push("", ...left.flatMap((suggestion) => renderSuggestion(suggestion, style)));
  lines.push("", `  ${style.dim(`relspec explain error ${report.code}`)}`);
  if (verbose && report.stack !== undefined)
    lines.push("", ...indented(style.dim(plainText(report.stack)), Number.POSITIVE_INFINITY));
  return lines.join("\n");
}

/** One finding: place, sentence, code frame, remedies. */
export function renderDiagnostic(diagnostic: Diagnostic, style: Style): readonly string[] {
  const { severity, code, message, file, line, column, pointer, frame, suggestions } = diagnostic;
  const bad = severity === "error";
  const paint = bad ? style.red : style.yellow;
  const place =
    file === undefined ? (pointer ?? "") : [file, line, column].filter((part) => part !== undefined).join(":");
  const head = `${paint(bad ? style.symbols.failed : style.symbols.warning)} ${style.bold(plainLine(place))}${place === "" ? "" : "  "}${style.dim(code)}`;
  return [
    `  ${head}`,
    ...indented(plainText(message.slice(0, 20_000)), style.width, 4),
    ...(frame === undefined ? [] : ["", ...indented(plainText(frame), Number.POSITIVE_INFINITY, 4), ""]),
    ...suggestions.flatMap((suggestion) => renderSuggestion(suggestion, style, 4)),
  ];
}

export function renderSuggestion(suggestion: string, style: Style, indent = 2): readonly string[] {
  const margin = " ".repeat(indent);
  return indented(plainLine(suggestion, 2000), style.width, indent + 2).map((line, at) =>
    at === 0 ? `${margin}${style.cyan(style.symbols.next)} ${line.trimStart()}` : line,
  );
}
