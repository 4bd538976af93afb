import type { Change, Plan, PlannedPackage } from "@relspec/core";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import { reasonKey } from "./reason-key.ts";
import type { Style } from "./style.ts";
import { shortHash } from "./words.ts";

const shownChanges = 200;

interface Reasons {
  readonly release: Plan["release"];
  readonly packages: readonly PlannedPackage[];
  readonly changes: readonly Change[];
}

/** For each package what asks for its version; and which changes ask for nothing. */
export function renderVersionReasons({ release, packages, changes }: Reasons, style: Style): string {
  const silent = changes.filter(({ bump }) => bump === undefined);
  return [
    ...(release === null
      ? [`${style.dim(style.symbols.dot)} Nothing to release: no change since the last one asks for it.`]
      : packages.flatMap((found, at) => [...(at === 0 ? [] : [""]), ...renderPackage(found, changes, style)])),
    ...(silent.length === 0
      ? []
      : ["", style.bold("Changes that ask for no release"), ...renderChanges(silent, style)]),
  ].join("\n");
}

function renderPackage(found: PlannedPackage, changes: readonly Change[], style: Style): readonly string[] {
  const by = new Map(changes.map((change) => [reasonKey(change.id, change.rule), change]));
  const rows = found.reasons.slice(0, shownChanges).map(({ commit, rule, detail = "" }) => {
    const change = commit === null ? undefined : by.get(reasonKey(commit, rule));
    return [
      change?.bump ?? "",
      plainLine(rule, 80),
      change === undefined
        ? style.dim(plainLine(detail, 100))
        : `${plainLine(change.header, 100)} ${style.dim(shortHash(change.id))}`,
    ];
  });
  const from =
    found.from === null ? "first release" : `${plainLine(found.from)} ${style.symbols.arrow} ${plainLine(found.to)}`;
  return [
    `${style.bold(plainLine(found.name, 80))}  ${found.from === null ? `${style.green(plainLine(found.to))} (${from})` : from}  ${found.bump ?? ""}`,
    ...columns(rows, style.width),
    ...(found.reasons.length > shownChanges
      ? [`  ${style.dim(`and ${found.reasons.length - shownChanges} more: --json`)}`]
      : []),
  ];
}

function renderChanges(changes: readonly Change[], style: Style): readonly string[] {
  const rows = changes
    .slice(0, shownChanges)
    .map(({ id, rule, header }) => [style.dim(shortHash(id)), plainLine(rule, 80), plainLine(header, 100)]);
  return columns(rows, style.width);
}
