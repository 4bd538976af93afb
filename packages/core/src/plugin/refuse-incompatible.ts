import { isAbsolute } from "node:path";
import { RelspecError } from "../errors/index.ts";
import { printable } from "../schema/printable.ts";
import { isAbove, isRange, satisfiesRange } from "../version/satisfies.ts";
import type { Plugin } from "./plugin.ts";

/**
 * A plugin says with which versions of relspec it works, and is not tried with any other. A prerelease counts as part of the
 * range its number is in.
 * @param written the plugin as the spec names it.
 * @param version of relspec.
 * @throws `RS_PLUGIN_INCOMPATIBLE`, and `RS_PLUGIN_INVALID` for what is no range.
 */
export function refuseIncompatible({ name, relspec: range }: Plugin, written: string, version: string): void {
  if (range === undefined) return;
  if (typeof range !== "string" || !isRange(range)) {
    throw new RelspecError("RS_PLUGIN_INVALID", {
      message: `"${printable(written)}" is not a relspec plugin: its \`relspec\` is not a range of versions.`,
      suggestions: ['A plugin\'s module says, for example, `relspec: "^1.2.0"`.'],
    });
  }
  if (satisfiesRange(version, range, { includePrerelease: true })) return;
  const shown = printable(range, 100);
  throw new RelspecError("RS_PLUGIN_INCOMPATIBLE", {
    message: `The plugin "${name}" works with relspec ${shown}, and this is relspec ${version}.`,
    details: { plugin: name, range, version },
    suggestions: [isAbove(version, range) ? newerPlugin(written, shown) : `npm install --save-dev "relspec@${shown}"`],
  });
}

function newerPlugin(written: string, range: string): string {
  if (written.startsWith(".") || isAbsolute(written))
    return `See that it works, then widen \`relspec: "${range}"\` in ${printable(written)}.`;
  return `Install a version of the plugin for this relspec, or \`npm install --save-dev "relspec@${range}"\`.`;
}
