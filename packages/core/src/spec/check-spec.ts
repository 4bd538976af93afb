import { isAbsolute } from "node:path";
import { type Diagnostic, type ErrorCode, isRelspecError } from "../errors/index.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { PluginUse, Spec } from "../model/spec.ts";
import { writtenSpec } from "../model/written-spec/index.ts";
import type { Action } from "../plugin/action.ts";
import type { GateKind } from "../plugin/gate.ts";
import type { Schema } from "../plugin/infer.ts";
import { loadPlugin } from "../plugin/load-plugin.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";
import { canResolve } from "../plugin/resolve-plugin.ts";
import { setUpPlugin } from "../plugin/set-up-plugin.ts";
import type { Compile } from "../schema/compile-schema.ts";
import { closest } from "../schema/closest.ts";
import { pointerOf } from "../schema/pointer.ts";
import { exampleValues } from "../template/template-values.ts";
import { findUnfilled } from "../template/render-options.ts";
import type { MergedSpec } from "./merge-specs.ts";
import { gateOptions, kindOf } from "./normalise-steps.ts";
import { normaliseSpec } from "./normalise-spec.ts";
import { placeOf } from "./place-of.ts";
import { conditionFaults } from "./condition-faults.ts";
import { type Floor, loosenings } from "./policy-floor.ts";
import { isObject } from "./read-spec.ts";
import { specRules } from "./spec-rules.ts";
import { optionsSchema } from "./spec-schema.ts";
import { unsupportedIn } from "./unsupported.ts";
import { unitsOf } from "./units-of.ts";
import { writtenStore } from "./written-store.ts";
import { usedPlugins } from "./used-plugins.ts";

export interface Checked {
  /** Null when there are errors. */
  readonly spec: Spec | null;
  readonly plugins: readonly LoadedPlugin[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Checking {
  readonly root: string;
  readonly floor: Floor | null;
  readonly from: readonly string[];
  readonly gates: Readonly<Record<string, GateKind>>;
  readonly compile: Compile;
}

/** Every finding of a merged spec at once: its own keys, its plugins' options, its steps and gates, and what contradicts. */
export async function checkSpec(merged: MergedSpec, { root, floor, from, gates, compile }: Checking): Promise<Checked> {
  const diagnostics: Diagnostic[] = [];
  const report = (
    code: ErrorCode,
    pointer: string,
    message: string,
    suggestions: readonly string[] = [],
    what: "key" | "value" = "value",
  ): void => {
    diagnostics.push({ severity: "error", code, message, suggestions, ...placeOf(merged, pointer, what) });
  };
  const validate = async (schema: Schema, value: Json, pointer: string): Promise<Json> => {
    const { value: filled, findings } = (await compile(schema))(value, pointer);
    for (const finding of findings) {
      report(
        "RS_SPEC_INVALID",
        finding.pointer,
        finding.message,
        finding.suggestions,
        finding.keyword === "additionalProperties" ? "key" : "value",
      );
    }
    return filled;
  };

  const written = merged.value;
  await validate(writtenSpec as unknown as Schema, written, "");
  for (const { pointer, what } of unsupportedIn(written)) {
    report(
      "RS_SPEC_UNSUPPORTED",
      pointer,
      `This version of relspec does not keep ${what} yet, so it is refused rather than ignored.`,
      ["Take it out, or use a version that keeps it."],
      "key",
    );
  }

  if (["windows", "freezes", "schedule"].some((key) => written[key] !== undefined)) {
    const { calendarFindings } = await import("../time/calendar-findings.ts");
    for (const { pointer, message, suggestions } of calendarFindings(written))
      report("RS_SPEC_INVALID", pointer, message, suggestions);
  }

  for (const { pointer, message, suggestions } of floor ? loosenings(floor.value, written) : [])
    report("RS_POLICY_FLOOR", pointer, message, suggestions);

  const plugins: LoadedPlugin[] = [];
  const uses = usedPlugins(written, (name) => canResolve(name, { root, from }));
  for (const { name, given, pointer } of uses) {
    if (given !== null && !isObject(given)) continue;
    try {
      const found = await loadPlugin(name, { root, from });
      const before = diagnostics.length;
      const options = (await validate(optionsSchema(found.plugin), given ?? {}, pointer)) as JsonObject;
      const twin = plugins.find((other) => other.name === found.plugin.name);
      if (twin)
        report(
          "RS_SPEC_INVALID",
          pointer,
          `"${twin.use.name}" and "${name}" are both the plugin "${twin.name}".`,
          ["Keep one of them."],
          "key",
        );
      else if (diagnostics.length === before) plugins.push(setUpPlugin(found, name, options));
    } catch (error) {
      if (!isRelspecError(error)) throw error;
      const near =
        isAbsolute(name) || name.startsWith(".")
          ? undefined
          : closest(name, ["git", "npm", "exec", "email", "changelog", "files"]);
      const meant = error.code === "RS_PLUGIN_NOT_FOUND" && near !== undefined ? [`Did you mean \`${near}\`?`] : [];
      report(error.code, pointer, error.message, [...meant, ...error.suggestions], "key");
    }
  }
  const complete = plugins.length === uses.length;
  const kinds = Object.assign({}, gates, ...plugins.map(({ contributions }) => contributions.gates ?? {})) as Readonly<
    Record<string, GateKind>
  >;
  await checkUnits(written, { plugins, kinds, complete, report, validate });
  if (diagnostics.length > 0) return { spec: null, plugins, diagnostics };

  const ledger = writtenStore(written["ledger"], plugins);
  if (ledger) await validate(ledger.kind.options, ledger.options, ledger.pointer);
  if (diagnostics.length > 0) return { spec: null, plugins, diagnostics };

  const spec = normaliseSpec(
    written,
    plugins.map(({ use }): PluginUse => use),
    kinds,
    floor,
  );
  for (const rule of specRules)
    for (const { pointer, message, suggestions, severity = "error" } of rule(spec, { plugins }))
      diagnostics.push({
        severity,
        code: "RS_SPEC_INVALID",
        message,
        suggestions,
        ...placeOf(merged, pointer, "value"),
      });
  const isValid = diagnostics.every(({ severity }) => severity === "warning");
  return { spec: isValid ? spec : null, plugins, diagnostics };
}

interface Unit {
  readonly plugins: readonly LoadedPlugin[];
  readonly kinds: Readonly<Record<string, GateKind>>;
  /** Every plugin is loaded, so that what is not offered does not exist. */
  readonly complete: boolean;
  readonly report: (
    code: ErrorCode,
    pointer: string,
    message: string,
    suggestions?: readonly string[],
    what?: "key" | "value",
  ) => void;
  readonly validate: (schema: Schema, value: Json, pointer: string) => Promise<Json>;
}

async function checkUnits(written: JsonObject, { plugins, kinds, complete, report, validate }: Unit): Promise<void> {
  const actions = new Map<string, Action>(
    plugins.flatMap(({ name, contributions }) =>
      Object.entries(contributions.actions ?? {}).map(([key, action]) => [`${name}/${key}`, action] as const),
    ),
  );
  const units = unitsOf(written);
  for (const fault of await conditionFaults(units)) {
    const { pointer, message, suggestions } = fault;
    report("RS_SPEC_INVALID", pointer, message, suggestions);
  }
  for (const { pointer, gates, uses: used, values } of units) {
    for (const [index, gate] of gates.entries()) {
      const at = `${pointer}/gates/${index}`;
      const name = kindOf(gate);
      if (name === undefined) {
        report("RS_SPEC_INVALID", at, "A gate has exactly one key that names its kind.", [
          `Use one of: ${Object.keys(kinds).join(", ")}.`,
        ]);
        continue;
      }
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (kind)
        await validate(
          kind.options,
          gateOptions(kind, gate[name] ?? null),
          isObject(gate[name]) ? `${at}${pointerOf([name])}` : at,
        );
      else if (complete) {
        const near = closest(name, Object.keys(kinds));
        report(
          "RS_SPEC_INVALID",
          `${at}${pointerOf([name])}`,
          `There is no gate \`${name}\`.`,
          [near === undefined ? `Use one of: ${Object.keys(kinds).join(", ")}.` : `Did you mean \`${near}\`?`],
          "key",
        );
      }
    }
    for (const { pointer: at, step } of used) {
      const uses = step["uses"];
      if (typeof uses !== "string") continue;
      const action = actions.get(uses);
      if (action) {
        await validate(action.options, step["with"] ?? {}, step["with"] === undefined ? at : `${at}/with`);
        for (const { path, error } of findUnfilled(action.options, step["with"] ?? {}, { ...exampleValues, ...values }))
          report("RS_SPEC_TEMPLATE", `${at}/with${pointerOf(path)}`, error.message, error.suggestions);
      } else if (complete) {
        const plugin = uses.split("/")[0] as string;
        const near = closest(uses, actions.keys());
        const remedy = plugins.some(({ name }) => name === plugin)
          ? `Use one of: ${[...actions.keys()].filter((key) => key.startsWith(`${plugin}/`)).join(", ")}.`
          : `Add the plugin to the spec: \`plugins: { ${plugin}: {} }\`.`;
        report("RS_SPEC_INVALID", `${at}/uses`, `There is no action \`${uses}\`.`, [
          near === undefined ? remedy : `Did you mean \`${near}\`?`,
        ]);
      }
    }
  }
}
