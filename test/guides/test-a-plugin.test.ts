import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const top = join(import.meta.dirname, "../..");

test("the code of the guide to testing a plugin passes as it stands, under node:test", async () => {
  const guide = await readFile(join(top, "docs/guides/test-a-plugin.md"), "utf8");
  const code = /```ts\n\/\/ upload\.test\.ts\n(.*?)```/s.exec(guide)?.[1] ?? "";
  // Within the repository, so that the packages are found.
  const dir = await mkdtemp(join(top, "test/.guide-"));
  const file = join(dir, "upload.ts");
  try {
    await writeFile(file, code);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ["--conditions=source", "--test", "--test-reporter=tap", file], {
      env,
    });
    expect(stdout).toMatch(/^# pass 11$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
