import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const tools = {
  pnpm: { package: "pnpm@12.21.0", entry: "node_modules/pnpm/bin/pnpm.mjs" },
  yarn: { package: "@yarnpkg/cli-dist@4.18.1", entry: "node_modules/@yarnpkg/cli-dist/bin/yarn.js" },
  "yarn 1": { package: "yarn@1.22.22", entry: "node_modules/yarn/bin/yarn.js" },
} as const;

export type PackageManager = keyof typeof tools;

/**
 * The real tool, installed from the npm registry into a folder that is kept: path of its script, or the reason why there is none.
 * Several processes may ask at once; the first one that is done gives the folder its name.
 */
export async function findPackageManager(
  name: PackageManager,
): Promise<{ readonly script: string } | { readonly missing: string }> {
  const tool = tools[name];
  const cache = join(tmpdir(), "relspec-test-tools");
  const folder = join(cache, tool.package.replaceAll(/[@/]/g, "_"));
  const script = join(folder, tool.entry);
  if (existsSync(script)) return { script };
  const draft = `${folder}.${process.pid}`;
  try {
    await mkdir(draft, { recursive: true });
    await run("npm", ["install", "--prefix", draft, "--no-audit", "--no-fund", "--ignore-scripts", tool.package], {
      timeout: 120_000,
    });
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
    return existsSync(script) ? { script } : { missing: `${tool.package} has no ${tool.entry}` };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const said = (error as { readonly stderr?: string }).stderr ?? String(error);
    return { missing: `${tool.package} cannot be installed: ${said.trim().split("\n")[0] ?? ""}` };
  }
}
