import type { Schema } from "../plugin/infer.ts";
import { createAjv } from "./create-ajv.ts";
import { schemaKey } from "./schema-key.ts";

/** A module of validators: each exported under the name that is given for its schema's key. */
export interface Standalone {
  readonly code: string;
  readonly names: Readonly<Record<string, string>>;
}

/**
 * The text of an ES module with a validator for each of these schemas: made at build time, it saves loading Ajv and
 * compiling at each start.
 */
export async function compileStandalone(schemas: readonly Schema[]): Promise<Standalone> {
  const { default: standalone } = (await import("ajv/dist/standalone/index.js")).default;
  const ajv = await createAjv({ code: { source: true, esm: true, lines: true } });
  const names = new Map<string, string>();
  for (const schema of schemas) {
    const key = schemaKey(schema);
    if (names.has(key)) continue;
    const id = `v${names.size}`;
    ajv.addSchema(schema, id);
    names.set(key, id);
  }
  const code = standalone(ajv, Object.fromEntries([...names.values()].map((id) => [id, id])));
  return { code: importsFor(code), names: Object.fromEntries(names) };
}

/** Ajv writes `require` for its run-time helpers even in ES modules. */
function importsFor(code: string): string {
  const imports = new Map<string, string>();
  const body = code.replace(/require\("(ajv\/dist\/[\w/]+)"\)\.default/g, (_match, path: string) => {
    const name = imports.get(path) ?? `helper${imports.size}`;
    imports.set(path, name);
    return `${name}.default`;
  });
  return [...[...imports].map(([path, name]) => `import ${name} from "${path}.js";`), body].join("\n");
}
