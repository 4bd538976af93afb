// How long a whole git-only release takes: the next version from the history, a tag, and its push to a local bare remote.
//
//   npm run bench:release               relspec alone
//   npm run bench:release -- --peers    beside semantic-release and release-it of bench/peers/package.json
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, measure, print, roundsOr } from "./measure.ts";
import { installPeers } from "./peers/install-peers.ts";

const relspec = join(import.meta.dirname, "../packages/cli/bin/relspec.js");
const folder = mkdtempSync(join(tmpdir(), "relspec-bench-release-"));
try {
  const peers = process.argv.includes("--peers") ? installPeers() : null;
  const cases = [
    makeCase("relspec run", [relspec, "run"]),
    ...(peers
      ? [
          makeCase("semantic-release", [
            peers["semantic-release"],
            "--no-ci",
            "--branches=main",
            "--plugins=@semantic-release/commit-analyzer,@semantic-release/release-notes-generator",
          ]),
          makeCase("release-it", [
            peers["release-it"],
            "patch",
            "--ci",
            "--no-npm",
            "--no-git.commit",
            "--no-git.requireCommits",
          ]),
        ]
      : []),
  ];
  print("One release: version, tag, push", await measure(cases, roundsOr(7)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A repository of its own with a remote and a first release; before each run there is one fix more, pushed. */
function makeCase(name: string, argv: readonly [string, ...string[]]): Case {
  const cwd = join(folder, name.replaceAll(" ", "-"));
  const remote = `${cwd}.git`;
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", cwd, ...args], { stdio: "pipe" });
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", cwd]);
  git("config", "user.name", "Ana");
  git("config", "user.email", "ana@example.com");
  git("remote", "add", "origin", `file://${remote}`);
  writeFileSync(join(cwd, "relspec.yaml"), "apiVersion: relspec/v1\nname: lib\nplugins: { git: {} }\nledger: sqlite\n");
  writeFileSync(join(cwd, ".gitignore"), ".relspec/\n");
  writeFileSync(join(cwd, "package.json"), '{ "name": "lib", "version": "1.0.0", "private": true }\n');
  git("add", ".");
  git("commit", "--quiet", "-m", "feat: begin");
  git("tag", "-a", "v1.0.0", "-m", "v1.0.0");
  git("push", "--quiet", "--follow-tags", "--set-upstream", "origin", "main");
  return {
    name,
    argv: [process.execPath, ...argv],
    cwd,
    before: () => {
      git("commit", "--quiet", "--allow-empty", "-m", "fix: one more");
      git("push", "--quiet");
    },
  };
}
