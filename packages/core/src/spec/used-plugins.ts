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

/**
 * The plugins that a spec lists, and those it uses without listing them, with their defaults: `files` for `version.files`, and
 * the plugin of a step (`uses: exec/run`). One that is used so and is not here is left for the step to report.
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
  for (const { pointer, steps } of unitsOf(written)) {
    for (const [index, { uses }] of steps.entries()) {
      const [, name] = typeof uses === "string" ? (/^([a-z][a-z0-9-]*)\/[a-z]/.exec(uses) ?? []) : [];
      if (name !== undefined) imply(name, `${pointer}/steps/${index}/uses`);
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
