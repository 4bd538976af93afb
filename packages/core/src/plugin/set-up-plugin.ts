import { isRelspecError, RelspecError } from "../errors/index.ts";
import type { JsonObject } from "../model/json.ts";
import type { FoundPlugin } from "./load-plugin.ts";
import { confineContributions, permissionsOf } from "./confine-contributions.ts";
import { hookTable } from "./hook-table.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";
import { permissionKinds, type Permissions } from "./permissions.ts";
import type { Contributions } from "./plugin.ts";

const guide = "How a plugin is written: docs/guides/write-a-plugin.md.";

const parts = [
  "actions",
  "gates",
  "evidence",
  "announcers",
  "documents",
  "checkups",
  "stores",
  "contribute",
  "rollback",
  "hooks",
] as const;

/** Call a plugin's `setup` with its validated options. @throws `RS_PLUGIN_CRASHED`, `RS_PLUGIN_INVALID`. */
export function setUpPlugin({ plugin, origin }: FoundPlugin, written: string, options: JsonObject): LoadedPlugin {
  let contributions: unknown;
  let permissions: Permissions | null;
  try {
    contributions = plugin.setup(options);
    permissions = permissionsOf(plugin, options);
  } catch (error) {
    if (isRelspecError(error)) throw error;
    throw new RelspecError("RS_PLUGIN_CRASHED", {
      message: `The plugin "${plugin.name}" failed in its setup: ${error instanceof Error ? error.message : String(error)}`,
      details: { origin },
      cause: error,
    });
  }
  if (typeof contributions !== "object" || contributions === null || contributions instanceof Promise) {
    throw new RelspecError("RS_PLUGIN_INVALID", {
      message: `The \`setup\` of the plugin "${plugin.name}" must return an object, and at once.`,
      details: { origin },
    });
  }
  const strange = Object.keys(contributions).find((key) => !(parts as readonly string[]).includes(key));
  if (strange !== undefined) {
    throw new RelspecError("RS_PLUGIN_INVALID", {
      message: `The plugin "${plugin.name}" contributes "${strange}", which relspec does not know.`,
      suggestions: [`A plugin contributes ${parts.join(", ")}.`],
    });
  }
  const problem = problemOf(plugin.name, contributions) ?? problemOfPermissions(plugin.name, permissions);
  if (problem !== undefined) {
    throw new RelspecError("RS_PLUGIN_INVALID", { message: problem, details: { origin }, suggestions: [guide] });
  }
  return {
    name: plugin.name,
    use: { name: written, options },
    plugin,
    contributions: confineContributions({ name: plugin.name, permissions, options }, contributions),
    permissions,
    origin,
  };
}

/** What is wrong with the shape of what a plugin contributes: found now, because a release under way is the worst place to find it. */
function problemOf(name: string, { actions = {}, hooks = {} }: Contributions): string | undefined {
  for (const [key, given] of Object.entries(actions)) {
    const action: Readonly<Record<string, unknown>> = { ...given };
    const lacks = ["plan", "apply"].find((part) => typeof action[part] !== "function");
    const odd = ["check", "undo"].find((part) => action[part] !== undefined && typeof action[part] !== "function");
    if (lacks !== undefined) return `The action "${name}/${key}" has no function \`${lacks}\`.`;
    if (odd !== undefined) return `The \`${odd}\` of the action "${name}/${key}" is not a function.`;
    if (typeof action["options"] !== "object" || typeof action["effect"] !== "string")
      return `The action "${name}/${key}" is not what \`defineAction\` returns.`;
  }
  for (const [hook, given] of Object.entries(hooks)) {
    if (hook === "tapable") continue;
    if (!Object.hasOwn(hookTable, hook))
      return `The plugin "${name}" taps a hook "${hook}", which does not exist: there are ${Object.keys(hookTable).join(", ")}.`;
    const perStage = "perStage" in hookTable[hook as keyof typeof hookTable];
    const taps: readonly unknown[] = perStage ? Object.values(given) : [given];
    if (!taps.every(isTap)) return `The plugin "${name}" taps the hook ${hook} with something that is not a function.`;
  }
  return undefined;
}

function problemOfPermissions(name: string, permissions: Permissions | null): string | undefined {
  if (permissions === null) return undefined;
  const given: Readonly<Record<string, unknown>> = { ...permissions };
  const strange = Object.keys(given).find((key) => !(permissionKinds as readonly string[]).includes(key));
  if (strange !== undefined)
    return `The plugin "${name}" declares the permission "${strange}", which relspec does not know: there are ${permissionKinds.join(", ")}.`;
  const odd = permissionKinds.find((kind) => given[kind] !== undefined && !isListOf(kind, given[kind]));
  return odd && `The \`permissions.${odd}\` of the plugin "${name}" is not a list of names.`;
}

function isListOf(kind: (typeof permissionKinds)[number], given: unknown): boolean {
  if (!Array.isArray(given)) return false;
  return given.every((each: unknown) => {
    if (typeof each === "string") return each !== "";
    return kind === "hosts" && typeof (each as { find?: unknown } | null)?.find === "function";
  });
}

function isTap(given: unknown): boolean {
  if (typeof given === "function") return true;
  return typeof given === "object" && given !== null && typeof (given as { handler?: unknown }).handler === "function";
}
