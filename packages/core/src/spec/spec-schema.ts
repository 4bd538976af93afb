import { gateKeys, writtenSpec } from "../model/written-spec/index.ts";
import type { GateKind } from "../plugin/gate.ts";
import type { Schema } from "../plugin/infer.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";
import type { StoreKind } from "../plugin/store.ts";

const noOptions: Schema = { type: "object", additionalProperties: false };

/** The schema of the options a plugin takes. */
export function optionsSchema(plugin: { readonly options?: Schema }): Schema {
  return plugin.options ?? noOptions;
}

/** What may stand under a gate's key: its options, or the one value that its shorthand names. */
export function gateSchema(kind: Pick<GateKind, "summary" | "options" | "shorthand">): Schema {
  const short = kind.shorthand === undefined ? undefined : kind.options.properties?.[kind.shorthand];
  const options: Schema = { ...kind.options, description: kind.summary };
  return typeof short === "object" ? { description: kind.summary, anyOf: [options, short] } : options;
}

/** One JSON Schema of the whole spec with what the plugins in use take: for editors, and `relspec schema`. */
export function specSchema(plugins: readonly LoadedPlugin[], gates: Readonly<Record<string, GateKind>>): Schema {
  const kinds = Object.assign({}, gates, ...plugins.map(({ contributions }) => contributions.gates ?? {})) as Readonly<
    Record<string, GateKind>
  >;
  const actions = plugins.flatMap(({ name, contributions }) =>
    Object.entries(contributions.actions ?? {}).map(([action, { options, summary }]) => ({
      uses: `${name}/${action}`,
      options,
      summary,
    })),
  );
  const step = {
    properties: { uses: { enum: actions.map(({ uses }) => uses) } },
    allOf: actions.map(({ uses, options, summary }) => ({
      if: { properties: { uses: { const: uses } }, required: ["uses"] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { properties: { with: { ...options, description: summary } } },
    })),
  };
  const gate = {
    additionalProperties: false,
    properties: {
      ...gateKeys,
      ...Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, gateSchema(kind)])),
    },
  };
  const refined = structuredClone(writtenSpec) as unknown as { properties: Record<string, Schema> };
  refined.properties["plugins"] = {
    ...refined.properties["plugins"],
    properties: Object.fromEntries(
      plugins.map(({ use, plugin }) => [
        use.name,
        {
          anyOf: [
            { ...optionsSchema(plugin), ...(plugin.summary !== undefined && { description: plugin.summary }) },
            { type: "null" },
          ],
        },
      ]),
    ),
  };
  refined.properties["ledger"] = ledgerSchema(plugins, refined.properties["ledger"]);
  refine(refined.properties["stages"], { steps: step, gates: gate });
  return refined;
}

/** `auto`, `sqlite`, or a store of a plugin: its name, or a map of its name to its options. */
function ledgerSchema(plugins: readonly LoadedPlugin[], { description }: Schema = {}): Schema {
  const stores = Object.entries(
    Object.assign({}, ...plugins.map(({ contributions }) => contributions.stores ?? {})) as Record<string, StoreKind>,
  );
  return {
    ...(description !== undefined && { description }),
    anyOf: [
      { enum: ["auto", "sqlite", ...stores.map(([name]) => name)] },
      ...stores.map(([name, kind]) => ({
        type: "object",
        additionalProperties: false,
        required: [name],
        properties: { [name]: gateSchema(kind) },
      })),
    ],
  };
}

/** Put what is known of steps and gates into every list of them. */
function refine(at: unknown, parts: Readonly<Record<string, object>>): void {
  if (typeof at !== "object" || at === null) return;
  for (const [key, value] of Object.entries(at) as [string, { items?: object }][]) {
    const part = parts[key];
    if (part && typeof value === "object" && value.items)
      value.items = { ...value.items, ...withProperties(value.items, part) };
    else refine(value, parts);
  }
}

function withProperties(items: object, part: { readonly properties?: object }): object {
  const { properties = {} } = items as { readonly properties?: Readonly<Record<string, object>> };
  const added = (part.properties ?? {}) as Readonly<Record<string, object>>;
  const merged = Object.fromEntries(
    [...new Set([...Object.keys(properties), ...Object.keys(added)])].map((key) => [
      key,
      { ...properties[key], ...added[key] },
    ]),
  );
  return { ...part, properties: merged };
}
