import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatIntent, type IntentBump, intentPathFor } from "@relspec/core";

/** Writes a new intent below the root and returns its path; never over another file. */
export async function writeIntent(
  root: string,
  releases: ReadonlyMap<string, IntentBump>,
  summary: string,
): Promise<string> {
  const path = intentPathFor(summary, randomBytes(3).toString("hex"));
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), formatIntent(releases, summary), { flag: "wx" });
  return path;
}
