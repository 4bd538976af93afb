import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { manifestUrl } from "../version.ts";

interface PlacedSchema {
  /** As the editor comment names it: relative to the spec. */
  readonly schema: string;
  readonly changed: readonly string[];
}

/**
 * Where an editor finds the schema: in the installed package, which every clone has after `npm install`; else in a copy
 * beside the ledger, which `relspec init` can only make for this clone.
 */
export async function placeSchema(root: string): Promise<PlacedSchema> {
  const installed = installedSchema(root);
  if (installed !== null) return { schema: installed, changed: [] };
  await mkdir(join(root, ".relspec"), { recursive: true });
  await copyFile(new URL("schema.json", manifestUrl), join(root, ".relspec/schema.json"));
  return { schema: "./.relspec/schema.json", changed: [".relspec/schema.json"] };
}

/** The nearest one at or above the project; in a workspace it is above. */
function installedSchema(root: string): string | null {
  for (let directory = root; ; directory = dirname(directory)) {
    const file = join(directory, "node_modules/relspec/schema.json");
    if (existsSync(file)) {
      const path = relative(root, file).replaceAll("\\", "/");
      return path.startsWith(".") ? path : `./${path}`;
    }
    if (dirname(directory) === directory) return null;
  }
}
