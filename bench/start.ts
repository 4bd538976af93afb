// How long a start takes, as a multiple of starting Node at all: absolute times say more about the machine than about us.
//
//   node bench/start.ts            relspec alone (build it first)
//   node bench/start.ts --peers    beside changesets, release-it and semantic-release, installed into a temporary folder
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const rounds = 15;
const relspec = join(import.meta.dirname, "../packages/cli/bin/relspec.js");
const peers = {
  changesets: "@changesets/cli@latest",
  "release-it": "release-it@latest",
  "semantic-release": "semantic-release@latest",
};
const peerBins = {
  changesets: "@changesets/cli/bin.js",
  "release-it": "release-it/bin/release-it.js",
  "semantic-release": "semantic-release/bin/semantic-release.js",
};

const folder = mkdtempSync(join(tmpdir(), "relspec-bench-"));
try {
  const repository = makeRepository(folder);
  const cases = new Map<string, readonly string[]>([
    ["node -e 0", ["-e", "0"]],
    ["relspec --version", [relspec, "--version"]],
    ["relspec --help", [relspec, "--help"]],
    ["relspec explain error RS_BUG", [relspec, "explain", "error", "RS_BUG"]],
    ["relspec history", [relspec, "history"]],
    ["relspec plan", [relspec, "plan"]],
  ]);
  if (process.argv.includes("--peers"))
    for (const [name, bin] of installPeers(folder)) cases.set(`${name} --version`, [bin, "--version"]);
  print(measure(cases, repository));
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
  for (let at = 0; at < 20; at++)
    git("commit", "--quiet", "--allow-empty", "-m", `${at % 3 === 0 ? "feat" : "fix"}: change ${at}`);
  return path;
}

function installPeers(parent: string): ReadonlyMap<string, string> {
  const path = join(parent, "peers");
  execFileSync(
    "npm",
    ["install", "--prefix", path, "--no-audit", "--no-fund", "--loglevel=error", ...Object.values(peers)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  return new Map(Object.entries(peerBins).map(([name, bin]) => [name, join(path, "node_modules", bin)]));
}

/** Milliseconds of each round. The cases take turns, so that a busy moment of the machine meets all of them. */
function measure(cases: ReadonlyMap<string, readonly string[]>, cwd: string): ReadonlyMap<string, readonly number[]> {
  const times = new Map([...cases.keys()].map((name) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, argv] of cases) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, argv, { cwd, stdio: "ignore" });
      const took = performance.now() - start;
      if (status !== 0) throw new Error(`${name} ended with ${status}`);
      // The first round fills caches.
      if (round >= 0) times.get(name)?.push(took);
    }
  }
  return times;
}

function print(times: ReadonlyMap<string, readonly number[]>): void {
  const medians = [...times].map(([name, all]) => ({
    name,
    median: all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0,
  }));
  const unit = medians[0]?.median ?? 1;
  for (const { name, median } of medians)
    console.log(`${name.padEnd(30)} ${median.toFixed(0).padStart(6)} ms ${(median / unit).toFixed(2).padStart(6)} x`);
}
