import type { UndoPlan } from "@relspec/core";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

/** What would be taken back, and what cannot be. */
export function renderUndoPlan({ version, steps }: UndoPlan, style: Style): string {
  const able = steps.filter(({ irreversible }) => irreversible === undefined);
  const final = steps.filter(({ irreversible }) => irreversible !== undefined);
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
    ...(final.length === 0 ? [] : ["", style.bold("What stays, because it is final")]),
    ...final.flatMap(({ id, irreversible }) => [
      `  ${style.yellow(style.symbols.final)} ${plainLine(id, 120)}`,
      ...indented(plainLine(irreversible ?? ""), style.width, 4),
    ]),
  ].join("\n");
}
