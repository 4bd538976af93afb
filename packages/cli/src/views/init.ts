import type { InitResult } from "../services/init-project.ts";
import { indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** What was written and what to do next. */
export function renderInit({ file, text, changed, next, from }: InitResult, style: Style): string {
  return [
    `${style.green(style.symbols.done)} Wrote ${style.bold(plainLine(file))}${changed.length > 0 ? ` and ${changed.join(", ")}` : ""}`,
    "",
    ...indented(style.dim(text.trimEnd()), Number.POSITIVE_INFINITY, 4),
    ...(from ? renderOrigin(from, style) : []),
    "",
    style.bold("Next"),
    ...next.map((command) => `  ${style.cyan(style.symbols.next)} ${command}`),
  ].join("\n");
}

/** What became of the other tool's configuration, key by key. */
function renderOrigin({ file, carried, left }: NonNullable<InitResult["from"]>, style: Style): readonly string[] {
  return [
    "",
    style.bold(`Carried over from ${plainLine(file)}`),
    ...carried.map(
      ({ from, to }) => `  ${style.green(style.symbols.done)} ${plainLine(from)} ${style.dim(`→ ${plainLine(to)}`)}`,
    ),
    ...(left.length > 0 ? ["", style.bold("Not carried over")] : []),
    ...left.flatMap(({ key, reason }) => [
      `  ${style.yellow(style.symbols.warning)} ${plainLine(key)}`,
      `    ${style.dim(plainLine(reason))}`,
    ]),
  ];
}
