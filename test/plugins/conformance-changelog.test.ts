import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@relspec/core";
import { describeAction, usePlugin } from "@relspec/core/testing";
import changelog from "@relspec/plugin-changelog";
import { describe, it } from "vitest";

describeAction({ describe, it }, "changelog/write", {
  start: async () => {
    const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
    const file = join(root, "CHANGELOG.md");
    await writeFile(file, "# Changelog\n\n## [1.0.0] - 2025-01-01\n\nKept.\n");
    const lines: string[] = [];
    const world = createWorld({ root, env: {}, onLog: (line) => lines.push(line) });
    return {
      action: (await usePlugin(changelog)).actions!["write"]!,
      with: {},
      world,
      artifacts: join(root, ".artifacts"),
      lines: () => lines,
      count: async () => (await readFile(file, "utf8")).split("## [1.1.0]").length - 1,
      close: () => rm(root, { recursive: true, force: true }),
    };
  },
});
