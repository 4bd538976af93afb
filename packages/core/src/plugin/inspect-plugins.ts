import type { PluginInfo } from "../engine.ts";
import { stageNames } from "../model/spec.ts";
import { secretsIn } from "../template/secrets-in.ts";
import type { HookDriver } from "./hook-driver.ts";
import type { LoadedPlugin } from "./loaded-plugin.ts";
import { declaredPermissions } from "./permissions.ts";

/** What each plugin offers, from what it says of itself. */
export function inspectPlugins(plugins: readonly LoadedPlugin[], hooks: HookDriver): readonly PluginInfo[] {
  const timings = hooks.timings();
  return plugins.map(({ name, plugin, contributions, origin, use, permissions }) => ({
    name,
    summary: plugin.summary ?? "",
    origin,
    options: plugin.options ?? null,
    permissions: permissions && declaredPermissions(permissions, secretsIn(use.options)),
    actions: Object.entries(contributions.actions ?? {}).map(([action, given]) => ({
      name: `${name}/${action}`,
      summary: given.summary,
      effect: given.effect,
      undo: given.undo !== undefined,
      ...(given.irreversible !== undefined && { irreversible: given.irreversible }),
      secrets: given.secrets,
      options: given.options,
    })),
    gates: Object.keys(contributions.gates ?? {}),
    documents: Object.keys(contributions.documents ?? {}),
    checkups: (contributions.checkups ?? []).map(({ id }) => id),
    contributes: stageNames.filter((stage) => contributions.contribute?.[stage]),
    hooks: Object.keys(contributions.hooks ?? {})
      .filter((hook) => hook !== "tapable")
      .map((hook) => {
        const mine = timings.filter(
          (each) => each.plugin === name && (each.hook === hook || each.hook.startsWith(`${hook}.`)),
        );
        const sum = (of: (timing: (typeof mine)[number]) => number): number =>
          mine.reduce((total, each) => total + of(each), 0);
        return { hook, calls: sum(({ calls }) => calls), milliseconds: sum(({ milliseconds }) => milliseconds) };
      }),
  }));
}
