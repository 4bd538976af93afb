import { readdirSync, existsSync, readFileSync } from "node:fs";
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

/** The notes of a sample, as everyone or as one audience gets them; in a fresh engine. */
async function notesOf(cwd: string, audience?: string): Promise<string> {
  const engine = createEngine({ cwd, env: {} });
  try {
    return (await engine.notes(audience === undefined ? {} : { audience })).notes;
  } finally {
    await engine.close();
  }
}

describe.each(folders)("%s", (name) => {
  const cwd = join(import.meta.dirname, name);
  const audiences = readdirSync(cwd).flatMap((file) => /^notes-(.+)\.md$/.exec(file)?.[1] ?? []);

  it("is so, in every time zone", async () => {
    if (existsSync(join(cwd, "error.txt"))) {
      const error: unknown = await notesOf(cwd).catch((thrown: unknown) => thrown);
      expect(isRelspecError(error) && `${error.code} ${error.message}`).toContain(
        readFileSync(join(cwd, "error.txt"), "utf8").trim(),
      );
      return;
    }
    for (const TZ of ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"]) {
      process.env["TZ"] = TZ;
      await expect(await notesOf(cwd)).toMatchFileSnapshot(join(cwd, "notes.md"));
    }
    for (const audience of audiences)
      await expect(await notesOf(cwd, audience)).toMatchFileSnapshot(join(cwd, `notes-${audience}.md`));
  });
});
