import type { UndoPlan } from "@relspec/core";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** What would be taken back, and what cannot be. */
export function renderUndoPlan({ version, steps }: UndoPlan, style: Style): string {
  const able = steps.filter(({ irreversible, unknown }) => irreversible === undefined && !unknown);
  const open = steps.filter(({ unknown }) => unknown);
  const final = steps.filter(({ irreversible, unknown }) => irreversible !== undefined && !unknown);
  if (steps.length === 0) return `${style.dim(style.symbols.dot)} ${plainLine(version)} has done nothing yet.`;
  return [
    style.bold(`Taking ${plainLine(version)} back, last step first`),
    ...columns(
      able.map(({ id, summary }) => [
        `${style.yellow(style.symbols.undone)} ${plainLine(id, 120)}`,
        plainLine(summary),
      ]),
      style.width,
    ),
    ...(open.length === 0
      ? []
      : ["", style.bold("What nobody has seen the end of: it is looked for, and else you are asked")]),
    ...open.map(
      ({ id, summary }) => `  ${style.yellow(style.symbols.unknown)} ${plainLine(id, 120)}  ${plainLine(summary)}`,
    ),
    ...(final.length === 0 ? [] : ["", style.bold("What stays, because it is final")]),
    ...final.flatMap(({ id, irreversible }) => [
      `  ${style.yellow(style.symbols.final)} ${plainLine(id, 120)}`,
      ...indented(plainLine(irreversible ?? ""), style.width, 4),
    ]),
  ].join("\n");
}
