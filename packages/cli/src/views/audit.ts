import type { AuditResult } from "@relspec/core";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { count, shortHash } from "./words.ts";

/** Whether the evidence holds. */
export function renderAudit({ scope, events, releases, head, intact, broken }: AuditResult, style: Style): string {
  const size = `${count(events, "event")} of ${count(releases, "release")}`;
  if (intact) {
    const tail = head === null ? [] : [`  ${style.dim(`last ${shortHash(head)}`)}`];
    return [`${style.green(style.symbols.done)} ${style.bold(plainLine(scope))}  ${size} hold together`, ...tail].join(
      "\n",
    );
  }
  const where =
    broken === undefined
      ? []
      : [`  event ${broken.seq} (${plainLine(broken.id, 80)}): ${plainLine(broken.reason, 1000)}`];
  return [
    `${style.red(style.symbols.failed)} ${style.bold(plainLine(scope))}  the evidence does not hold`,
    ...where,
  ].join("\n");
}
