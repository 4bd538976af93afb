import { readFile } from "node:fs/promises";
import type { JsonObject, Plugin, ReadContext, World } from "@relspec/core";
import { manifestUrl } from "../version.ts";

const prefix = "@relspec/plugin-";

/** The options to write for each plugin beside relspec that finds itself of use. */
export async function detectPlugins({ query, files }: { readonly query: World["run"]; readonly files: World["files"] }): Promise<Readonly<Record<string, JsonObject>>> {
  // Named one by one: a plugin that only looks gets no means to write.
  const { read, readBytes, exists, glob } = files;
  const context: Pick<ReadContext, "files" | "query"> = { query, files: { read, readBytes, exists, glob } };
  const found: [string, JsonObject][] = [];
  for (const plugin of await pluginsBeside()) {
    const options = (await plugin.detect?.(context)) ?? null;
    if (options !== null) found.push([plugin.name, options]);
  }
  return Object.fromEntries(found);
}

/** Those this package depends on: git first, because the others build on what it finds. */
async function pluginsBeside(): Promise<readonly Plugin[]> {
  const manifest = JSON.parse(await readFile(manifestUrl, "utf8")) as { dependencies: Record<string, string> };
  const names = Object.keys(manifest.dependencies).filter((name) => name.startsWith(prefix));
  const order = names.toSorted((a, b) => Number(b === `${prefix}git`) - Number(a === `${prefix}git`) || a.localeCompare(b));
  return Promise.all(order.map(async (name) => ((await import(name)) as { default: Plugin }).default));
}
