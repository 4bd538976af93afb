import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "./open-engine.ts";
import { namesOfPluginsBeside } from "./services/detect-plugins.ts";
import { specText } from "./services/spec-text.ts";

/** The schema for editors that comes with the package: the spec with the options of every plugin that comes with relspec. */
export async function shippedSchema(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "relspec-schema-"));
  try {
    const plugins = Object.fromEntries((await namesOfPluginsBeside()).map((name) => [name, {}]));
    await writeFile(join(folder, "relspec.yaml"), specText({ name: "every-plugin", schema: "./schema.json", plugins }));
    const engine = openEngine({ cwd: folder, spec: undefined }, () => undefined);
    try {
      return `${JSON.stringify(await engine.schema(), null, 2)}\n`;
    } finally {
      await engine.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
