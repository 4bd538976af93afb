import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = join(import.meta.dirname, "../../node_modules/.cache/relspec-peers");

/** Another tool, to hold relspec's answers against: where it is, or why it cannot be had here. */
export type Peer = { readonly path: string } | { readonly missing: string };

/** Installs a package from the registry that npm is configured with, once, beside the project. No script of it is run. */
export async function installPeer(name: string, version: string): Promise<Peer> {
  const folder = join(cache, `${name.replaceAll("/", "+")}@${version}`);
  const path = join(folder, "node_modules", name);
  if (existsSync(join(folder, "done"))) return { path };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "peer", private: true }));
  try {
    await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", `${name}@${version}`], {
      cwd: folder,
      timeout: 5 * 60_000,
    });
  } catch (error) {
    return { missing: `${name}@${version} cannot be installed: ${(error as Error).message.slice(0, 300)}` };
  }
  writeFileSync(join(folder, "done"), "");
  return { path };
}
