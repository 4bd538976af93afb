import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createEngine, isRelspecError } from "@relspec/core";

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

/** The notes of a sample, as everyone or as one audience gets them, in a fresh engine; or why there are none. */
async function notesOf(cwd: string, audience?: string): Promise<string> {
  const engine = createEngine({ cwd, env: {} });
  try {
    return (await engine.notes(audience === undefined ? {} : { audience })).notes;
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    return `${error.code}: ${error.message}\n`;
  } finally {
    await engine.close();
  }
}

describe.each(folders)("%s", (name) => {
  const cwd = join(import.meta.dirname, name);
  const audiences = readdirSync(cwd).flatMap((file) => /^notes-(.+)\.md$/.exec(file)?.[1] ?? []);
  const expected = existsSync(join(cwd, "error.txt")) ? "error.txt" : "notes.md";

  it("is so, in every time zone", async () => {
    for (const TZ of ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"]) {
      process.env["TZ"] = TZ;
      await expect(await notesOf(cwd)).toMatchFileSnapshot(join(cwd, expected));
    }
    for (const audience of audiences)
      await expect(await notesOf(cwd, audience)).toMatchFileSnapshot(join(cwd, `notes-${audience}.md`));
  });
});
