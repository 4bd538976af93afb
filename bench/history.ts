// How long planning takes on large histories, beside the limit (one `git log` with the same fields) and the peers.
//
//   npm run bench:history                      the synthetic repositories
//   npm run bench:history -- PATH [PATH …]     clones that have a spec
//   … --small --rounds=1                       a tenth of everything, once: whether it runs at all
//   … --patience=120                           seconds until a tool is left out; the default is 60
//   … --peers                                  beside the peers of bench/peers/package.json; lerna and changesets for monorepos
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { makeRepository } from "./history/make-repository.ts";
import { type Case, measure, print, roundsOr } from "./measure.ts";
import { installPeers, type Peer } from "./peers/install-peers.ts";

const relspec = join(import.meta.dirname, "../packages/cli/bin/relspec.js");
const fields = "--format=%x00%H%x00%P%x00%an%x00%ae%x00%ct%x00%B";
const given = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const peers = process.argv.includes("--peers") ? installPeers() : null;
const parent = join(tmpdir(), "relspec-bench-history");
const rounds = roundsOr(3);
const scale = process.argv.includes("--small") ? 0.1 : 1;

for (const path of given) {
  const cwd = resolve(path);
  print(
    basename(cwd),
    await measure(
      [
        git(cwd, "whole history", "HEAD"),
        ours(cwd, "plan"),
        ...peer(cwd, "git-cliff 2.12", ["--unreleased", "--bump"]),
      ],
      rounds,
    ),
  );
}
if (given.length === 0) {
  const tags = await makeRepository(parent, "tags", {
    commits: 27_000 * scale,
    tags: 11_000 * scale,
    packages: 0,
    unreleased: 21,
  });
  print(
    "Next version with notes: 27,000 commits, 11,000 tags, 21 unreleased",
    await measure(
      [
        git(tags, "unreleased", "HEAD~21..HEAD"),
        ours(tags, "plan"),
        ours(tags, "notes"),
        ...peer(tags, "git-cliff 2.12", ["--unreleased", "--bump"]),
        ...peer(tags, "git-cliff 2.14", ["--unreleased", "--bump"]),
        ...peer(tags, "commit-and-tag-version", ["--dry-run"]),
        ...peer(tags, "semantic-release", [
          "--dry-run",
          "--no-ci",
          "--branches=main",
          // Without those that ask a registry and a host.
          "--plugins=@semantic-release/commit-analyzer,@semantic-release/release-notes-generator",
          `--repository-url=file://${tags}`,
        ]),
      ],
      rounds,
    ),
  );
  print(
    "Whole changelog of the same history",
    await measure(
      [
        git(tags, "whole history", "HEAD"),
        ours(tags, "notes", "--all"),
        ...peer(tags, "git-cliff 2.12", []),
        ...peer(tags, "conventional-changelog", ["--preset=angular", "--release-count=0", "--stdout"]),
      ],
      rounds,
    ),
  );
  const shape = { commits: 12_000 * scale, tags: 1_000 * scale, packages: 1_000 * scale, unreleased: 1_000 * scale };
  const monorepo = await makeRepository(parent, "monorepo", shape);
  print(
    "Plan: 1,000 packages, 12,000 commits, 1,000 unreleased",
    await measure(
      [
        git(monorepo, "unreleased, --raw", `HEAD~${1_000 * scale}..HEAD`, "--raw", "--no-renames"),
        ours(monorepo, "plan"),
        ...peer(monorepo, "lerna", ["changed"]),
        ...peer(monorepo, "changesets", ["status"]),
      ],
      rounds,
    ),
  );
  const first = await makeRepository(parent, "first", {
    commits: 100_000 * scale,
    tags: 0,
    packages: 0,
    unreleased: 100_000 * scale,
  });
  print(
    "First release: 100,000 commits",
    await measure(
      [git(first, "whole history", "HEAD"), ours(first, "plan"), ours(first, "notes")],
      Math.min(rounds, 3),
    ),
  );
}

function git(cwd: string, name: string, ...args: readonly string[]): Case {
  return { name: `limit: git log, ${name}`, argv: ["git", "log", "-z", fields, ...args], cwd };
}

function ours(cwd: string, ...args: readonly string[]): Case {
  return { name: `relspec ${args.join(" ")}`, argv: [process.execPath, relspec, ...args], cwd };
}

function peer(cwd: string, name: Peer, args: readonly string[]): readonly Case[] {
  if (!peers) return [];
  return [{ name: `${name} ${args.join(" ")}`, argv: [process.execPath, peers[name], ...args], cwd }];
}
