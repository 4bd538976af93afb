import type { JsonObject } from "@relspec/core";

interface SpecParts {
  readonly name: string;
  /** Where the editor finds the schema. */
  readonly schema: string;
  readonly plugins: Readonly<Record<string, JsonObject>>;
}

/** A spec as a person would begin it. */
export function specText({ name, schema, plugins }: SpecParts): string {
  const entries = Object.entries(plugins).map(([plugin, options]) => `  ${scalar(plugin)}: ${JSON.stringify(options)}`);
  return [
    `# yaml-language-server: $schema=${schema}`,
    "apiVersion: relspec/v1",
    `name: ${scalar(name)}`,
    ...(entries.length === 0 ? ["plugins: {}"] : ["plugins:", ...entries]),
    "",
  ].join("\n");
}

/** Quoted where YAML would read something else than text. JSON's quotes are YAML's. */
function scalar(text: string): string {
  const plain = /^[a-z][\w.-]*$/i.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
