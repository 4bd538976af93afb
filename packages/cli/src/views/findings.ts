import type { PlanWarning } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** Findings one below the other; what mends them is said once for those that share it. Empty: there are none. */
export function renderFindings(findings: readonly PlanWarning[], style: Style): string {
  const lines = findings.flatMap(({ message, suggestions }, at) => {
    const next = findings[at + 1];
    const last = next?.suggestions.join("\n") !== suggestions.join("\n");
    return [
      ...indented(`${style.yellow(style.symbols.warning)} ${plainLine(message, 1_000)}`, style.width),
      ...(last ? suggestions.flatMap((each) => renderSuggestion(each, style, 4)) : []),
    ];
  });
  return lines.join("\n");
}
