import type { InitResult } from "../services/init-project.ts";
import { indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** What was written and what to do next. */
export function renderInit({ file, text, changed, next }: InitResult, style: Style): string {
  return [
    `${style.green(style.symbols.done)} Wrote ${style.bold(plainLine(file))}${changed.length > 0 ? ` and ${changed.join(", ")}` : ""}`,
    "",
    ...indented(style.dim(text.trimEnd()), Number.POSITIVE_INFINITY, 4),
    "",
    style.bold("Next"),
    ...next.map((command) => `  ${style.cyan(style.symbols.next)} ${command}`),
  ].join("\n");
}
