import type { Json, JsonObject } from "../model/json.ts";
import { pointerOf } from "../schema/pointer.ts";
import { isObject } from "./read-spec.ts";
import { unitsOf } from "./units-of.ts";

/** A plugin that a spec uses, and the place that asks for it. */
export interface UsedPlugin {
  readonly name: string;
  readonly given: Json;
  readonly pointer: string;
}

/** Gates of the format that the plugin `reports` offers. */
const reportGates = ["tests", "coverage", "audit", "licences", "requirements"];

/**
 * The plugins that a spec lists, and those it uses without listing them, with their defaults: `files` for `version.files`, and
 * the plugin of a step (`uses: exec/run`), `reports` for the gates
 * that rest on reports. One that is used so and is not here is left for the step to report.
 * @param isHere whether a plugin of a short name can be loaded.
 */
export function usedPlugins(written: JsonObject, isHere: (name: string) => boolean): readonly UsedPlugin[] {
  const listed = Object.entries(isObject(written["plugins"]) ? written["plugins"] : {}).map(
    ([name, given]): UsedPlugin => ({ name, given, pointer: pointerOf(["plugins", name]) }),
  );
  const known = new Set(listed.map(({ name }) => shortName(name)));
  const implied: UsedPlugin[] = [];
  const imply = (name: string, pointer: string): void => {
    if (known.has(name) || !isHere(name)) return;
    known.add(name);
    implied.push({ name, given: {}, pointer });
  };
  const { version } = written;
  if (isObject(version) && Array.isArray(version["files"]) && version["files"].length > 0)
    imply("files", "/version/files");
  for (const { pointer, gates, uses: used } of unitsOf(written)) {
    for (const [index, gate] of gates.entries()) {
      const kind = Object.keys(gate).find((key) => reportGates.includes(key));
      if (kind !== undefined) imply("reports", `${pointer}/gates/${index}/${kind}`);
    }
    for (const { pointer: at, step } of used) {
      const { uses } = step;
      const [, name] = typeof uses === "string" ? (/^([a-z][a-z0-9-]*)\/[a-z]/.exec(uses) ?? []) : [];
      if (name !== undefined) imply(name, `${at}/uses`);
    }
  }
  return [...listed, ...implied];
}

/** `@relspec/plugin-exec`, `relspec-plugin-exec` and `./plugins/exec.ts` may all be the plugin `exec`. */
function shortName(name: string): string {
  return name
    .replace(/^.*[/\\]/, "")
    .replace(/\.[a-z]+$/, "")
    .replace(/^(?:relspec-)?plugin-/, "");
}
