// How long a start takes, as a multiple of starting Node at all: absolute times say more about the machine than about us.
//
//   npm run bench               relspec alone
//   npm run bench -- --peers    beside the peers of bench/peers/package.json
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, measure, print, roundsOr } from "./measure.ts";
import { installPeers } from "./peers/install-peers.ts";

const relspec = join(import.meta.dirname, "../packages/cli/bin/relspec.js");
const folder = mkdtempSync(join(tmpdir(), "relspec-bench-"));
try {
  const cwd = makeRepository(folder);
  const ours = (...args: readonly string[]): Case => ({
    name: `relspec ${args.join(" ")}`,
    argv: [process.execPath, relspec, ...args],
    cwd,
  });
  const peers = process.argv.includes("--peers") ? Object.entries(installPeers()) : [];
  const measured = await measure(
    [
      { name: "node -e 0", argv: [process.execPath, "-e", "0"], cwd },
      ours("--version"),
      ours("--help"),
      ours("explain", "error", "RS_BUG"),
      ours("history"),
      ours("plan"),
      ...peers.map(([name, bin]): Case => ({
        name: `${name} --version`,
        argv: [process.execPath, bin, "--version"],
        cwd,
      })),
    ],
    roundsOr(15),
  );
  print("Start; goals: --version 1.3 x, a command's own start 2.6 x, plan in a small repository 4 x", measured);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A repository of one package with a release and something to release. */
function makeRepository(parent: string): string {
  const path = join(parent, "repository");
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", path, "-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...args]);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", path]);
  writeFileSync(join(path, "relspec.yaml"), "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "feat: begin");
  git("tag", "-a", "v1.0.0", "-m", "v1.0.0");
  for (let at = 0; at < 20; at += 1)
    git("commit", "--quiet", "--allow-empty", "-m", `${at % 3 === 0 ? "feat" : "fix"}: change ${at}`);
  return path;
}
