import { digestOf } from "../model/digest.ts";
import type { Json } from "../model/json.ts";
import type { Schema } from "../plugin/infer.ts";
import { createAjv } from "./create-ajv.ts";

/**
 * The text of an ES module whose default export is a {@link Precompiled} map of validators for these schemas: made at
 * build time, it saves loading Ajv and compiling at each start.
 */
export async function compileStandalone(schemas: readonly Schema[]): Promise<string> {
  const { default: standalone } = (await import("ajv/dist/standalone/index.js")).default;
  const ajv = await createAjv({ code: { source: true, esm: true, lines: true } });
  const names = new Map<string, string>();
  for (const schema of schemas) {
    const digest = digestOf(schema as Json);
    if (names.has(digest)) continue;
    const id = `v${names.size}`;
    ajv.addSchema(schema, id);
    names.set(digest, id);
  }
  const code = standalone(ajv, Object.fromEntries([...names.values()].map((id) => [id, id])));
  return `${importsFor(code)}\nexport default { ${[...names].map(([digest, id]) => `"${digest}": ${id}`).join(", ")} };\n`;
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
