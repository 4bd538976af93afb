import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = join(import.meta.dirname, "../../node_modules/.cache/relspec-peers");

export type Peers = { readonly folder: string } | { readonly missing: string };

/**
 * Other tools to hold relspec against, at exact versions, in a cache that no `package.json` of the product knows.
 * Where they cannot be fetched the reason comes back, for the test to say when it is skipped.
 */
export async function installPeers(name: string, packages: Readonly<Record<string, string>>): Promise<Peers> {
  const folder = join(cache, `${name}-${Object.values(packages).join("-")}`);
  const done = join(folder, "installed");
  if (existsSync(done)) return { folder };
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: packages }),
  );
  try {
    const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"];
    await run("npm", ["install", ...options], { cwd: folder, timeout: 180_000 });
  } catch (error) {
    return { missing: `npm install failed: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}` };
  }
  await writeFile(done, "");
  return { folder };
}
