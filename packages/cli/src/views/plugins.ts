import type { PluginInfo } from "@relspec/core";
import { columns, indented } from "./layout.ts";
import { permissionsLine } from "./permissions-line.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { count } from "./words.ts";

/** The plugins in use, one on each line. */
export function renderPlugins(plugins: readonly PluginInfo[], style: Style): string {
  if (plugins.length === 0) return `${style.dim(style.symbols.dot)} The spec uses no plugins.`;
  const rows = plugins.map(({ name, summary, actions, contributes }) => [
    style.bold(plainLine(name, 60)),
    style.dim(count(actions.length, "action")),
    `${plainLine(summary)}${contributes.length > 0 ? style.dim(` (adds to ${contributes.join(", ")})`) : ""}`,
  ]);
  return columns(rows, style.width, 0).join("\n");
}

/** One plugin whole. */
export function renderPlugin(plugin: PluginInfo, style: Style): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  const names = (list: readonly string[]) =>
    list.length === 0 ? [] : [`  ${list.map((name) => plainLine(name, 80)).join(", ")}`];
  const rows = (schema: PluginInfo["options"]) =>
    Object.entries(schema?.properties ?? {}).map(([key, value]) => [
      style.cyan(plainLine(key, 60)),
      typeof value === "object"
        ? `${plainLine(value.description ?? "")}${value.default === undefined ? "" : style.dim(` default ${JSON.stringify(value.default)}`)}`
        : "",
    ]);
  return [
    `${style.bold(plainLine(plugin.name))}  ${plainLine(plugin.summary)}`,
    `  ${style.dim(plainLine(plugin.origin))}`,
    ...section("Permissions", indented(permissionsLine(plugin.permissions), style.width)),
    ...section("Options", columns(rows(plugin.options), style.width)),
    ...plugin.actions.flatMap((action) =>
      section(plainLine(action.name), [
        ...indented(plainLine(action.summary), style.width),
        ...indented(style.dim(traitsOf(action)), style.width),
        ...columns(rows(action.options), style.width, 4),
      ]),
    ),
    ...section("Gates", names(plugin.gates)),
    ...section("Documents", names(plugin.documents)),
    ...section("Examines", names(plugin.checkups)),
    ...section("Adds steps to", names(plugin.contributes)),
    ...section(
      "Hooks",
      columns(
        plugin.hooks.map(({ hook, calls, milliseconds }) => [
          plainLine(hook, 60),
          count(calls, "call"),
          `${milliseconds.toFixed(1)} ms`,
        ]),
        style.width,
      ),
    ),
  ].join("\n");
}

function traitsOf(action: PluginInfo["actions"][number]): string {
  const effects = {
    A: "safe to repeat: the other side refuses a second one",
    B: "safe to repeat: the other side knows the step's key",
    C: "not repeatable: an intent is on record first",
  };
  return [
    effects[action.effect],
    action.undo
      ? "can be taken back"
      : `final${action.irreversible === undefined ? "" : `: ${plainLine(action.irreversible)}`}`,
    ...(action.secrets.length > 0 ? [`needs ${action.secrets.join(", ")}`] : []),
  ].join("; ");
}
