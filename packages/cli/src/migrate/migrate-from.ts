import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject, World } from "@relspec/core";
import type { Migration } from "./migration.ts";
import { readConfig } from "./read-config.ts";
import { loadTool, type ToolName } from "./tools.ts";

/** What a project's release with another tool is as a spec. @throws `RS_USAGE` when that tool is not used here. */
export async function migrateFrom(
  name: ToolName,
  {
    root,
    run,
    detected,
  }: { readonly root: string; readonly run: World["run"]; readonly detected: Readonly<Record<string, JsonObject>> },
): Promise<Migration & { readonly tool: ToolName; readonly file: string }> {
  const tool = await loadTool(name);
  const { file, config } = await readConfig(root, name, tool);
  const listed = await run(["git", "tag", "--merged", "HEAD", "--sort=-version:refname"], { cwd: root }).catch(
    () => null,
  );
  const migration = await tool.migrate({
    config,
    detected,
    read: (path) => readFile(join(root, path), "utf8").catch(() => null),
    tags: listed?.code === 0 ? listed.stdout.split("\n").filter((tag) => tag !== "") : [],
  });
  return { ...migration, tool: name, file };
}
