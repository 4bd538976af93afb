import { readFile } from "node:fs/promises";
import type { JsonObject, Plugin, ReadContext, World } from "@relspec/core";
import { manifestUrl } from "../version.ts";

const prefix = "@relspec/plugin-";

/** The options to write for each plugin beside relspec that finds itself of use. */
export async function detectPlugins({
  query,
  files,
}: {
  readonly query: World["run"];
  readonly files: World["files"];
}): Promise<Readonly<Record<string, JsonObject>>> {
  // Named one by one: a plugin that only looks gets no means to write.
  const { read, readBytes, stream, exists, glob } = files;
  const context: Pick<ReadContext, "files" | "query"> = { query, files: { read, readBytes, stream, exists, glob } };
  const found: [string, JsonObject][] = [];
  for (const plugin of await pluginsBeside()) {
    const options = (await plugin.detect?.(context)) ?? null;
    if (options !== null) found.push([plugin.name, options]);
  }
  return Object.fromEntries(found);
}

async function pluginsBeside(): Promise<readonly Plugin[]> {
  const names = await namesOfPluginsBeside();
  return Promise.all(names.map(async (name) => ((await import(`${prefix}${name}`)) as { default: Plugin }).default));
}

/** Short names of the plugins this package depends on: git first, because the others build on what it finds. */
export async function namesOfPluginsBeside(): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(manifestUrl, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const names = Object.keys(manifest.dependencies).filter((name) => name.startsWith(prefix));
  return names
    .map((name) => name.slice(prefix.length))
    .toSorted((a, b) => Number(b === "git") - Number(a === "git") || a.localeCompare(b));
}
