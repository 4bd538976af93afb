import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A clone with a bare remote beside it, in a folder of its own. */
export interface TestProject {
  readonly path: string;
  readonly remote: string;
  git(...args: readonly string[]): string;
  write(file: string, text: string): void;
  /** Everything there is, with this message, pushed. */
  commit(message: string): void;
  remove(): void;
}

export function makeProject(files: Readonly<Record<string, string>>, message = "feat: begin"): TestProject {
  const folder = mkdtempSync(join(tmpdir(), "relspec-cli-"));
  const path = join(folder, "project");
  const remote = join(folder, "remote.git");
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", path]);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", path, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  git("config", "user.name", "Ana");
  git("config", "user.email", "ana@example.com");
  git("config", "commit.gpgsign", "false");
  git("remote", "add", "origin", remote);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  const commit = (text: string) => {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", text);
    git("push", "--quiet", "--set-upstream", "origin", "main");
  };
  write(".gitignore", ".relspec/\n");
  for (const [file, text] of Object.entries(files)) write(file, text);
  commit(message);
  return { path, remote, git, write, commit, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
