import type { Diagnostic } from "@relspec/core";
import { renderDiagnostic } from "./error.ts";
import type { Style } from "./style.ts";
import { count } from "./words.ts";

/** Every finding, then how many there are. */
export function renderValidation(diagnostics: readonly Diagnostic[], style: Style): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const tally = [
    ...(errors > 0 ? [style.red(count(errors, "error"))] : []),
    ...(warnings > 0 ? [style.yellow(count(warnings, "warning"))] : []),
  ].join(", ");
  if (diagnostics.length === 0) return `${style.green(style.symbols.done)} The spec is valid.`;
  const lines = diagnostics.flatMap((diagnostic) => [...renderDiagnostic(diagnostic, style), ""]);
  return [...lines, errors > 0 ? tally : `${style.green(style.symbols.done)} The spec is valid, with ${tally}.`].join(
    "\n",
  );
}
