import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const manifest = join(import.meta.dirname, "package.json");

/** Path of each peer's program, inside of `node_modules`. */
const programs = {
  bumpp: "bumpp/bin/bumpp.mjs",
  changesets: "@changesets/cli/bin.js",
  "commit-and-tag-version": "commit-and-tag-version/bin/cli.js",
  "conventional-changelog": "conventional-changelog/dist/cli/index.js",
  "git-cliff 2.12": "git-cliff-2.12/lib/cli/cli.js",
  "git-cliff 2.14": "git-cliff/lib/cli/cli.js",
  lerna: "lerna/dist/cli.js",
  "release-it": "release-it/bin/release-it.js",
  "semantic-release": "semantic-release/bin/semantic-release.js",
} as const;

export type Peer = keyof typeof programs;

/**
 * The peers of the pinned manifest, installed into a folder of the user's cache that is named by the manifest's digest: they
 * never come near the product's own dependencies, and a second bench finds them there. Gives the path of each one's program.
 */
export function installPeers(): Readonly<Record<Peer, string>> {
  const digest = createHash("sha256").update(readFileSync(manifest)).digest("hex").slice(0, 12);
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "relspec-bench", digest);
  const whole = join(folder, "installed");
  if (!existsSync(whole)) {
    mkdirSync(folder, { recursive: true });
    copyFileSync(manifest, join(folder, "package.json"));
    execFileSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    writeFileSync(whole, "");
  }
  const entries = Object.entries(programs).map(([name, path]) => [name, join(folder, "node_modules", path)]);
  for (const [name, path] of entries) if (!existsSync(path)) throw new Error(`${name} has no ${path}`);
  return Object.fromEntries(entries) as Record<Peer, string>;
}
