import type { Diagnostic } from "@relspec/core";
import type { ErrorReport } from "../describe-error.ts";
import { plainLine } from "../views/plain.ts";

/** GitHub's runner makes annotations of these; it reads stderr as well as stdout. One for each finding, or one for the error itself. */
export function annotationsOf(report: ErrorReport): readonly string[] {
  if (report.diagnostics.length === 0) return [annotation("error", report.message, { title: report.code })];
  return annotationsOfFindings(report.diagnostics);
}

export function annotationsOfFindings(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ severity, code, message, file, line, column }) =>
    annotation(severity, message, { file, line, col: column, title: code }),
  );
}

export function annotation(
  level: "error" | "warning" | "notice",
  message: string,
  properties: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const list = given.map(([name, value]) => `${name}=${escapeProperty(plainLine(String(value)))}`).join(",");
  return `::${level}${list === "" ? "" : ` ${list}`}::${escapeData(plainLine(message, 2000))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
