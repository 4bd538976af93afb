import type { EnvironmentReport } from "@relspec/core";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { shortTime } from "./words.ts";

/** What runs where. */
export function renderEnvironments(environments: readonly EnvironmentReport[], style: Style): string {
  if (environments.length === 0) return `${style.dim(style.symbols.dot)} The spec has no environments.`;
  const rows = environments.flatMap(({ environment, running, rings, deploying, held, drift }) => [
    [
      `${held ? style.red(style.symbols.failed) : style.green(style.symbols.done)} ${plainLine(environment, 60)}`,
      running === null ? "nothing" : plainLine(running.version, 60),
      running === null ? "" : `since ${shortTime(running.since)}`,
      running === null || drift === "unknown" ? "" : drift === "none" ? "as it was left" : style.yellow("drifted"),
      deploying === null ? "" : `${plainLine(deploying.version, 60)} is on its way`,
    ],
    ...rings.map(({ ring, version, since }) => [
      `    ${plainLine(ring, 60)}`,
      plainLine(version, 60),
      `since ${shortTime(since)}`,
      "",
      "",
    ]),
  ]);
  const remarks = environments.flatMap(({ environment, held, differences, holder }) => [
    ...(held === null ? [] : [`${environment} is held: ${held.reason}`]),
    ...differences.map((difference) => `${environment} has drifted: ${difference}`),
    ...(holder === null ? [] : [`${environment} is being moved by process ${holder.pid} on ${holder.host}.`]),
  ]);
  return [
    ...columns(rows, style.width),
    ...remarks.flatMap((remark) => indented(plainLine(remark, 400), style.width)),
  ].join("\n");
}
