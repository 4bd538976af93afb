import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileStandalone, createEngine, type Schema } from "@relspec/core";
import type { Plugin } from "rolldown";

/**
 * Puts validators that are compiled now in the place of `src/precompiled.ts`: of the spec, and of the options of every
 * plugin that comes with relspec and of its actions. Compiling them at each start would load Ajv, which takes longer than
 * all else.
 */
export async function withPrecompiled(plugins: readonly string[], from: string): Promise<Plugin> {
  const code = await compileStandalone(await schemasOf(plugins, from));
  return {
    name: "precompiled",
    load: (id) =>
      /[\\/]src[\\/]precompiled\.ts$/.test(id) ? code.replace(/export default/, "export const precompiled =") : null,
  };
}

/** Every schema that loading a spec with these plugins can ask for. */
async function schemasOf(plugins: readonly string[], from: string): Promise<readonly Schema[]> {
  const folder = mkdtempSync(join(tmpdir(), "relspec-build-"));
  try {
    execFileSync("git", ["init", "--quiet", folder]);
    writeFileSync(
      join(folder, "relspec.yaml"),
      `apiVersion: relspec/v1\nname: build\nplugins: { ${plugins.map((name) => `${name}: {}`).join(", ")} }\n`,
    );
    const engine = createEngine({ cwd: folder, pluginsFrom: [from] });
    try {
      return await engine.schemas();
    } finally {
      await engine.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
